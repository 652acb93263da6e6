/** Columns of the register of purposes. */
import type { Purpose } from '@liuchi/server/contract/compliance/purposes'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { useBothWords } from '../../parts/consent-words.ts'
import { Mark } from '../../parts/mark.tsx'
import { useChangedColumn } from './purposes-changed.tsx'

function Recipients({ recipients }: Pick<Purpose, 'recipients'>) {
  const { t } = useTranslation('privacy')
  if (recipients.length === 0) return <span className="lc-soft">{t('purposes.nobody')}</span>
  return <span className="lc-wrapped lc-narrow">{namesOf(recipients)}</span>
}

function namesOf(recipients: Purpose['recipients']): string {
  return recipients.map(({ name }) => name).join(', ')
}

export function usePurposeColumns(action: (purpose: Purpose) => ReactNode): readonly ListColumn<Purpose>[] {
  const { t } = useTranslation('privacy')
  const numbers = useNumbers()
  const wordsOf = useBothWords()
  const changed = useChangedColumn<Purpose>()
  const channelsOf = ({ channels }: Purpose) => channels.map((channel) => t(`channel.${channel}`)).join(', ')
  const marketingOf = ({ marketing }: Purpose) => t(marketing ? 'purposes.yes' : 'purposes.no')
  const consentOf = ({ needsConsent }: Purpose) => t(needsConsent ? 'purposes.consentNeeded' : 'purposes.consentFree')
  const basisOf = ({ legalBasis }: Purpose) => t(`purposes.legal.${legalBasis}`)
  const daysOf = ({ retentionDays }: Purpose) =>
    retentionDays === null
      ? t('purposes.untilDone')
      : t('purposes.daysCount', { count: retentionDays, shown: numbers.exact(retentionDays) })
  return [
    {
      key: 'words',
      title: t('consents.purpose'),
      render: ({ words, name }) => (
        <>
          {wordsOf(words)}
          <span className="lc-mono lc-soft lc-small lc-compare-note">{name}</span>
        </>
      ),
      value: ({ words }) => wordsOf(words),
    },
    { key: 'legalBasis', title: t('purposes.basis'), render: (purpose) => basisOf(purpose), value: basisOf },
    {
      key: 'needsConsent',
      title: t('purposes.consent'),
      render: (purpose) => <Mark tone={purpose.needsConsent ? 'amber' : 'blueGrey'}>{consentOf(purpose)}</Mark>,
      value: consentOf,
    },
    {
      key: 'channels',
      title: t('purposes.channels'),
      render: (purpose) => <span className="lc-wrapped lc-narrow">{channelsOf(purpose)}</span>,
      value: channelsOf,
    },
    { key: 'retentionDays', title: t('purposes.days'), render: (purpose) => daysOf(purpose), value: daysOf },
    {
      key: 'recipients',
      title: t('purposes.recipients'),
      render: ({ recipients }) => <Recipients recipients={recipients} />,
      value: ({ recipients }) => namesOf(recipients),
    },
    {
      key: 'marketing',
      title: t('purposes.marketing'),
      render: (purpose) => marketingOf(purpose),
      value: marketingOf,
      hiddenAtFirst: true,
    },
    {
      key: 'dataCategories',
      title: t('purposes.categories'),
      render: ({ dataCategories }) => dataCategories.join(', ') || '–',
      value: ({ dataCategories }) => dataCategories.join(', '),
      hiddenAtFirst: true,
    },
    { ...changed, hiddenAtFirst: true },
    { key: 'action', title: '', align: 'right', value: () => '', render: action },
  ]
}
