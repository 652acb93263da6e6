/** One thing a person did: when, what, for how much, and on request everything it carries. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { useEventWords } from '../../../parts/event-words.ts'
import { EventDetails } from '../../events/event-details.tsx'
import type { OneEvent } from '../../events/event-row-columns.tsx'
import { areaIcons, useAreaWords } from './area-icons.tsx'

const DETAIL_CHARACTERS = 160

/** The properties in one line, cut where it gets long. */
function detailOf(properties: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(properties)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
  return text.length > DETAIL_CHARACTERS ? `${text.slice(0, DETAIL_CHARACTERS)}…` : text
}

export function TimelineEvent({ event }: { readonly event: OneEvent }) {
  const { t } = useTranslation('people')
  const times = useTimes()
  const numbers = useNumbers()
  const wordsOf = useEventWords()
  const areaWords = useAreaWords()
  const [isOpen, open] = useState(false)
  return (
    <li className={`lc-area-${event.area}`}>
      <span className="lc-timeline-icon" role="img" aria-label={areaWords(event.area)} title={areaWords(event.area)}>
        {areaIcons[event.area]}
      </span>
      <span className="lc-soft lc-number">{times.clock(event.time)}</span>
      <div className="lc-stack" style={{ gap: 2 }}>
        <button type="button" className="lc-timeline-head" aria-expanded={isOpen} title={t('eventDetails')} onClick={() => open(!isOpen)}>
          <strong>{wordsOf(event.name)}</strong>
          {event.amount === null ? null : <span className="lc-number"> {numbers.money(event.amount, event.currency)}</span>}
        </button>
        {isOpen ? <EventDetails event={event} /> : <span className="lc-soft lc-timeline-detail">{detailOf(event.properties)}</span>}
      </div>
    </li>
  )
}
