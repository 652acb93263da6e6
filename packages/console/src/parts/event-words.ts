/** Names of events in words of the trade, for the names that Liuchi itself gives; others are shown as they came. */
import { standardEvents } from '@liuchi/server/contract/events'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../i18n/formats.ts'

const KNOWN = ['view', 'favorite', 'cart', 'buy', 'order_cancelled', '$identify', '$page', '$screen', '$group', '$alias'] as const
const standard = new Map(
  Object.values(standardEvents)
    .flat()
    .map(({ name, words }) => [name, words]),
)

type KnownEvent = (typeof KNOWN)[number]

function isKnown(name: string): name is KnownEvent {
  return KNOWN.some((known) => known === name)
}

/** `购买 buy`; the bare name where there is no word for it. */
export function useEventWords(): (name: string) => string {
  const { t } = useTranslation('events')
  const language = useLanguage()
  return (name) => {
    if (!isKnown(name)) {
      const words = standard.get(name)?.[language === 'en' ? 'en' : 'zh']
      // `Order Completed` says in English what its words would say again.
      return words === undefined || (language === 'en' && name.includes(' ')) ? name : `${words} ${name}`
    }
    const word = t(`name.${name}`)
    return word === name ? name : `${word} ${name}`
  }
}
