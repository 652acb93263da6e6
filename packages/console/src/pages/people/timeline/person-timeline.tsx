/** What a person did, newest first, day by day, from the latest order back to the first touch; more comes as one scrolls down. */
import { personTimeline } from '@liuchi/server/contract/events/collect'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useTimes } from '../../../i18n/formats.ts'
import type { TimeFormats } from '../../../i18n/times.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import type { OneEvent } from '../../events/event-row-columns.tsx'
import { AreaFilter, useChosenArea } from './area-filter.tsx'
import { useReached } from './reached.ts'
import { TimelineEvent } from './timeline-event.tsx'

const PAGE_EVENTS = 50

/** Events in their order, day by day. By hand: browsers that many shops still run lack `Map.groupBy`. */
function byDay(events: readonly OneEvent[], times: TimeFormats): [string, OneEvent[]][] {
  const days = new Map<string, OneEvent[]>()
  for (const event of events) {
    const day = times.day(event.time)
    const known = days.get(day)
    if (known) known.push(event)
    else days.set(day, [event])
  }
  return [...days]
}

export function PersonTimeline({ id }: { readonly id: string }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const times = useTimes()
  const [area, chooseArea] = useChosenArea()
  const query = usePages(personTimeline, { params: { id }, query: { limit: PAGE_EVENTS, ...(area ? { area } : {}) } })
  const days = byDay(query.items, times)
  const isWhole = !query.isPending && !query.error && !query.hasNextPage
  return (
    <Section
      title={t('timeline')}
      extra={
        <Link to={paths.explorer({ person: id })} className="lc-small">
          {t('openInExplorer')}
        </Link>
      }
    >
      <div className="lc-stack">
        <AreaFilter value={area} onChange={chooseArea} />
        {query.isPending ? <Skeleton active /> : null}
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {isWhole && query.items.length === 0 ? <EmptyState title={t(area ? 'noEventsOfArea' : 'noEvents')} /> : null}
        {days.map(([day, events]) => (
          <DayEvents key={day} day={day} events={events} />
        ))}
        {query.hasNextPage ? <Further isLoading={query.isFetchingNextPage} onMore={query.fetchNextPage} /> : null}
        {isWhole && area === undefined && query.items.length > 0 ? <p className="lc-soft lc-small">{t('firstTouch')}</p> : null}
      </div>
    </Section>
  )
}

/** Loads on as soon as it comes into view; a button for who does not scroll. */
function Further({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => unknown }) {
  const { t } = useTranslation('people')
  const place = useReached<HTMLDivElement>(() => {
    if (!isLoading) onMore()
  })
  return (
    <div ref={place}>
      <Button loading={isLoading} onClick={() => onMore()}>
        {t('more')}
      </Button>
    </div>
  )
}

function DayEvents({ day, events }: { readonly day: string; readonly events: readonly OneEvent[] }) {
  return (
    <div className="lc-stack" style={{ gap: 4 }}>
      <h3 className="lc-number" style={{ fontSize: 14, fontWeight: 600 }}>
        {day}
      </h3>
      <ol className="lc-timeline lc-timeline-areas">
        {events.map((event) => (
          <TimelineEvent key={event.id} event={event} />
        ))}
      </ol>
    </div>
  )
}
