/** The figures of a person that matter: first touch, events, orders with their amount, latest order, last seen. */
import type { Person } from '@liuchi/server/contract/identity'
import { personSummary } from '@liuchi/server/contract/insights'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Moment } from '../../parts/moment.tsx'
import { usePaths } from '../../paths.ts'
import { useIdentityWords } from './identity/identity-words.ts'

export function PersonFigures({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const times = useTimes()
  const numbers = useNumbers()
  const eventWords = useEventWords()
  const identityWords = useIdentityWords()
  const { data, error, refetch } = useRead(personSummary, { params: { id: person.id } })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  const { firstTouch, latestOrder, lastEvent } = data ?? {}
  const paid = data?.amounts.map(({ amount, currency }) => numbers.money(amount, currency)).join(' + ')
  return (
    <>
      <MomentFigure
        title={t('figure.firstTouch')}
        value={firstTouch ? times.day(firstTouch.at) : '–'}
        note={
          firstTouch
            ? [eventWords(firstTouch.name), identityWords.source(firstTouch.source), firstTouch.campaign ?? '']
                .filter((word) => word !== '')
                .join(' · ')
            : undefined
        }
      />
      <FigureNumber title={t('figure.events')} value={data?.events} unit={t('figure.times')} href={paths.explorer({ person: person.id })} />
      <FigureNumber
        title={t('figure.orders')}
        value={data?.orders}
        unit={t('figure.ordersUnit')}
        note={data && data.orders > 0 && paid ? t('figure.paid', { paid }) : undefined}
        how={t('figure.ordersHow')}
      />
      <MomentFigure
        title={t('figure.latestOrder')}
        value={latestOrder ? times.day(latestOrder.at) : '–'}
        note={
          latestOrder
            ? [
                latestOrder.amount === null ? '' : numbers.money(latestOrder.amount, latestOrder.currency ?? undefined),
                latestOrder.orderNo ?? '',
              ]
                .filter((word) => word !== '')
                .join(' · ')
            : data
              ? t('figure.noOrder')
              : undefined
        }
      />
      <MomentFigure
        title={t('lastSeenAt')}
        value={<Moment at={person.lastSeenAt} ago />}
        note={lastEvent ? eventWords(lastEvent.name) : undefined}
      />
    </>
  )
}

interface MomentFigureProps {
  readonly title: string
  readonly value: ReactNode
  readonly note?: string | undefined
}

/** A figure that is a time. */
function MomentFigure({ title, value, note }: MomentFigureProps) {
  return (
    <div className="lc-card lc-card-body lc-stack" style={{ gap: 6 }}>
      <span className="lc-soft lc-figure-title">{title}</span>
      <span className="lc-figure-value lc-figure-moment">{value}</span>
      {note ? <span className="lc-soft lc-small lc-wrap">{note}</span> : null}
    </div>
  )
}
