/** One event: its trend, the properties it carries, what was declared for it, and the latest ones. */
import { getPlanEvent } from '@liuchi/server/contract/events/plan'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { DetailPage } from '../../pagekinds/detail/detail-page.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Moment } from '../../parts/moment.tsx'
import { usePaths } from '../../paths.ts'
import { EventDeclaration } from './event-declaration.tsx'
import { EventProperties } from './event-properties.tsx'
import { EventTrend } from './event-trend.tsx'
import { LatestEvents } from './latest-events.tsx'
import { ModeTag } from './mode-tag.tsx'

export function EventPage() {
  const { t } = useTranslation('events')
  const paths = usePaths()
  const name = useParams().name ?? ''
  const wordsOf = useEventWords()
  const query = useRead(getPlanEvent, { params: { name } })
  const event = query.data
  return (
    <DetailPage
      key={name}
      title={wordsOf(name)}
      back={{ label: t('title'), href: paths.events() }}
      query={query}
      state={event ? <ModeTag mode={event.declared} /> : null}
      lead={event?.declaration?.description}
      figures={
        event ? (
          <>
            <FigureNumber title={t('figure.total')} value={event.total} unit={t('times')} href={paths.explorer({ name })} />
            <FigureNumber
              title={t('figure.week')}
              value={event.lastSevenDays.reduce((sum, value) => sum + value, 0)}
              unit={t('times')}
              spark={event.lastSevenDays}
            />
            <FigureNumber
              title={t('figure.properties')}
              value={event.properties.length}
              note={
                <>
                  {t('column.lastSeenAt')} <Moment at={event.lastSeenAt} ago />
                </>
              }
            />
          </>
        ) : null
      }
      tabs={
        event
          ? [
              { key: 'trend', label: t('tab.trend'), content: <EventTrend name={name} /> },
              { key: 'properties', label: t('tab.properties'), content: <EventProperties properties={event.properties} /> },
              { key: 'plan', label: t('tab.plan'), content: <EventDeclaration event={event} /> },
              { key: 'latest', label: t('tab.latest'), content: <LatestEvents name={name} /> },
            ]
          : []
      }
    />
  )
}
