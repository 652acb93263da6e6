/** 数据 · events: every name seen or declared, with its volume. */
import { listPlan } from '@liuchi/server/contract/events/plan'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useListAddress } from '../../pagekinds/list/list-address.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { usePaths } from '../../paths.ts'
import { type PlanEvent, useEventColumns } from './event-columns.tsx'

const DECLARED_KEY = 'declared'

function fits(event: PlanEvent, words: string, q: string, declared: string): boolean {
  if (q !== '' && !words.toLowerCase().includes(q.toLowerCase())) return false
  return declared === '' || (event.declared ?? 'none') === declared
}

export function EventsPage() {
  const { t } = useTranslation('events')
  const paths = usePaths()
  const address = useListAddress()
  const wordsOf = useEventWords()
  const query = useRead(listPlan, {})
  const columns = useEventColumns()
  const items = (query.data?.items ?? []).filter((event) => fits(event, wordsOf(event.name), address.q, address.get(DECLARED_KEY)))
  return (
    <ListPage
      id="events"
      title={t('title')}
      lead={t('lead')}
      query={{ ...query, items }}
      rowKey={({ name }) => name}
      rowHref={({ name }) => paths.event(name)}
      columns={columns}
      search={{ placeholder: t('search') }}
      filters={[
        {
          key: DECLARED_KEY,
          label: t('declared'),
          kind: 'choice',
          options: (['reject', 'warn', 'observe', 'none'] as const).map((mode) => ({ value: mode, label: t(`mode.${mode}`) })),
        },
      ]}
      actions={
        <Link to={paths.newImport()}>
          <Button>{t('import')}</Button>
        </Link>
      }
      empty={{
        title: t('empty'),
        text: t('emptyText'),
        action: (
          <Link to={paths.newImport()}>
            <Button type="primary">{t('import')}</Button>
          </Link>
        ),
      }}
    />
  )
}
