/** 客户 · 冲突: links that would have given one person two values of a kind of which a person has only one; people decide. */
import { listConflicts } from '@liuchi/server/contract/identity/links'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { useConflictColumns } from './conflict-columns.tsx'

const STATE_KEY = 'state'
const PERSON_KEY = 'person'

export function ConflictsPage() {
  const { t } = useTranslation('people')
  const numbers = useNumbers()
  const address = useListAddress()
  const state = address.get(STATE_KEY) === 'decided' ? 'decided' : 'open'
  const personId = address.get(PERSON_KEY)
  const query = usePages(listConflicts, { query: { state, ...(personId === '' ? {} : { personId }) } })
  const open = useRead(listConflicts, { query: { state: 'open', limit: 1 } }).data?.open
  const columns = useConflictColumns(state)
  return (
    <ListPage
      id={`conflicts-${state}`}
      title={t('conflicts.title')}
      lead={t('conflicts.lead')}
      query={query}
      rowKey={({ id }) => id}
      columns={columns}
      total={state === 'open' && personId === '' ? open : undefined}
      filters={[{ key: PERSON_KEY, label: t('conflicts.person'), kind: 'text', placeholder: t('column.id') }]}
      above={
        <Segmented
          aria-label={t('conflicts.state.title')}
          value={state}
          options={[
            { value: 'open', label: open === undefined ? t('conflicts.open') : t('conflicts.openCount', { shown: numbers.exact(open) }) },
            { value: 'decided', label: t('conflicts.decided') },
          ]}
          onChange={(next) => address.set(STATE_KEY, next === 'decided' ? next : '')}
          style={{ alignSelf: 'flex-start' }}
        />
      }
      empty={{
        title: t(state === 'open' ? 'conflicts.none' : 'conflicts.noneDecided'),
        text: t('conflicts.noneText'),
      }}
    />
  )
}
