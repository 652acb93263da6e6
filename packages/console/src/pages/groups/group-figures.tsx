/** A group in four figures, coming and going within the chosen days. */
import { readGroupFigures, type WecomGroup } from '@liuchi/server/contract/channels/wecom/groups'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { type Days, rangeOf } from '../../parts/days.ts'

export interface GroupInDays {
  readonly group: WecomGroup
  /** Undefined: the latest thirty, by the server's clock. */
  readonly days: Days | undefined
}

/** What the server says of the days that were chosen, and which days that are. */
export function useGroupFigures({ group, days }: GroupInDays) {
  const query = days ? rangeOf(days) : {}
  const read = useRead(readGroupFigures, { params: { id: group.chatId }, query }, { keepPrevious: true })
  const [first, last] = [read.data?.days[0]?.day, read.data?.days.at(-1)?.day]
  return { ...read, shown: days ?? (first !== undefined && last !== undefined ? { first, last } : undefined) }
}

export function GroupFigures({ group, days }: GroupInDays) {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  const times = useTimes()
  const { data, shown } = useGroupFigures({ group, days })
  const unit = (value: number | null | undefined) => t('unit', { count: value ?? 0 })
  const range = shown ? t('figure.range', { ...shown }) : undefined
  const beside = { staff: numbers.count(group.staff), strangers: numbers.count(data?.strangers.value) }
  return (
    <>
      <FigureNumber title={t('figure.customers')} value={group.customers} unit={unit(group.customers)} note={t('figure.staff', beside)} />
      <FigureNumber title={t('figure.joined')} value={data?.joined.value} unit={unit(data?.joined.value)} note={range} />
      <FigureNumber
        title={t('figure.left')}
        value={data?.left.value}
        unit={unit(data?.left.value)}
        note={range}
        how={t('figure.leftHow', { at: times.day(group.firstSeenAt) })}
      />
      <FigureNumber title={t('figure.repeated')} value={data?.repeated.value} unit={unit(data?.repeated.value)} />
    </>
  )
}
