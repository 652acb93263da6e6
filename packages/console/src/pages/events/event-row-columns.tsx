/** Columns of single events. */
import type { EventRow } from '@liuchi/server/contract/events'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { useEventWords } from '../../parts/event-words.ts'
import { Moment } from '../../parts/moment.tsx'
import { Money } from '../../parts/numbers.tsx'
import { PersonLink } from '../../parts/person-link.tsx'

export type OneEvent = z.output<typeof EventRow>

const PROPERTIES_SHOWN = 4
const VALUE_SHOWN_CHARACTERS = 40

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > VALUE_SHOWN_CHARACTERS ? `${text.slice(0, VALUE_SHOWN_CHARACTERS)}…` : text
}

function Properties({ event }: { readonly event: OneEvent }) {
  const entries = Object.entries(event.properties)
  return (
    <span className="lc-row" style={{ gap: 4 }}>
      {entries.slice(0, PROPERTIES_SHOWN).map(([name, value]) => (
        <Tag key={name} style={{ marginInlineEnd: 0, maxWidth: 260, overflow: 'hidden', textOverflow: 'ellipsis' }}>
          <span className="lc-soft">{name}</span> {valueText(value)}
        </Tag>
      ))}
      {entries.length > PROPERTIES_SHOWN ? <span className="lc-soft">+{entries.length - PROPERTIES_SHOWN}</span> : null}
    </span>
  )
}

export function useEventRowColumns(): readonly ListColumn<OneEvent>[] {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  return [
    { key: 'time', title: t('explorer.time'), render: ({ time }) => <Moment at={time} />, value: ({ time }) => time, width: 170 },
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    {
      key: 'person',
      title: t('explorer.person'),
      render: ({ personId }) => <PersonLink id={personId} />,
      value: ({ personId }) => personId,
    },
    {
      key: 'amount',
      title: t('explorer.amount'),
      align: 'right',
      render: ({ amount, currency }) =>
        amount === null ? <span className="lc-soft">–</span> : <Money value={amount} currency={currency} />,
      value: ({ amount }) => amount,
    },
    {
      key: 'properties',
      title: t('explorer.properties'),
      render: (event) => <Properties event={event} />,
      value: ({ properties }) => JSON.stringify(properties),
    },
    { key: 'source', title: t('explorer.source'), render: ({ source }) => source, value: ({ source }) => source, notOnPhone: true },
    {
      key: 'receivedAt',
      title: t('explorer.receivedAt'),
      render: ({ receivedAt }) => <Moment at={receivedAt} />,
      value: ({ receivedAt }) => receivedAt,
      hiddenAtFirst: true,
    },
    { key: 'id', title: 'ID', render: ({ id }) => <span className="lc-mono">{id}</span>, value: ({ id }) => id, hiddenAtFirst: true },
  ]
}
