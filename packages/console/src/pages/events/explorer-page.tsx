/** 数据 · event explorer: single events, newest first, by name, person and time. */
import { queryEvents } from '@liuchi/server/contract/events'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { shiftDay } from '../../i18n/times.ts'
import { type ListAddress, useListAddress } from '../../pagekinds/list/list-address.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { useEventOptions } from '../../parts/event-select.tsx'
import { EventDetails } from './event-details.tsx'
import { useEventRowColumns } from './event-row-columns.tsx'

/** The keys of `ExplorerQuery` in the address. */
const KEYS = { name: 'name', person: 'person', from: 'from', to: 'to' } as const

function bodyOf(address: ListAddress): BodyInputOf<typeof queryEvents> {
  const [name, person, from, to] = [address.get(KEYS.name), address.get(KEYS.person), address.get(KEYS.from), address.get(KEYS.to)]
  return {
    withContext: true,
    ...(name ? { names: [name] } : {}),
    ...(person ? { personIds: [person.replace(/^#/, '')] } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to: shiftDay(to, 1) } : {}),
  }
}

export function ExplorerPage() {
  const { t } = useTranslation('events')
  const address = useListAddress()
  const names = useEventOptions()
  const query = usePages(queryEvents, { body: bodyOf(address) })
  const columns = useEventRowColumns()
  return (
    <ListPage
      id="explorer"
      title={t('explorer.title')}
      lead={t('explorer.lead')}
      query={query}
      rowKey={({ id }) => id}
      columns={columns}
      expand={(event) => <EventDetails event={event} />}
      filters={[
        { key: KEYS.name, label: t('column.name'), kind: 'choice', options: names },
        { key: KEYS.person, label: t('explorer.person'), kind: 'text', placeholder: t('explorer.personHint') },
        { key: KEYS.from, label: t('explorer.from'), kind: 'day' },
        { key: KEYS.to, label: t('explorer.to'), kind: 'day' },
      ]}
      empty={{ title: t('explorer.empty'), text: t('emptyText') }}
    />
  )
}
