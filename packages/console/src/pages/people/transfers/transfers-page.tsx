/** 客户 · transfers: who was left behind, and what was handed over to whom, newest first. */
import { createTransfer, listTransfers, type Transfer } from '@liuchi/server/contract/channels/wecom/transfer'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { usePaths } from '../../../paths.ts'
import { sumOf, TransferState, useMembersWords } from './transfer-state.tsx'
import { UnassignedSection } from './unassigned-section.tsx'

const RUNNING_REFRESH_MS = 5_000

export function TransfersPage() {
  const { t } = useTranslation('transfers')
  const paths = usePaths()
  const whyNot = useWhyNot()(createTransfer)
  const query = usePages(
    listTransfers,
    {},
    {
      refreshWhile: (items) => (items.some(({ state }) => state === 'running') ? RUNNING_REFRESH_MS : false),
    },
  )
  const create = (
    <Link to={paths.newTransfer()}>
      <Button type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {t('new')}
      </Button>
    </Link>
  )
  return (
    <ListPage
      id="transfers"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      rowHref={({ id }) => paths.transfer(id)}
      columns={useColumns()}
      above={<UnassignedSection />}
      actions={create}
      empty={{ title: t('none'), text: t('noneText'), action: create }}
    />
  )
}

function useColumns(): readonly ListColumn<Transfer>[] {
  const { t } = useTranslation('transfers')
  const members = useMembersWords()
  const who = ({ handover, takeovers }: Transfer) => t('name', { from: handover.name, to: members(takeovers) })
  return [
    { key: 'who', title: t('column.who'), render: (row) => <span className="lc-wrapped">{who(row)}</span>, value: who },
    { key: 'kind', title: t('kind.label'), render: ({ kind }) => t(`kind.${kind}`), value: ({ kind }) => t(`kind.${kind}`) },
    {
      key: 'state',
      title: t('column.state'),
      render: ({ state }) => <TransferState state={state} />,
      value: ({ state }) => t(`state.${state}`),
    },
    {
      key: 'done',
      title: t('column.done'),
      align: 'right',
      render: ({ customers }) => (
        <span>
          <Count value={customers.done ?? 0} /> / <Count value={sumOf(customers)} />
        </span>
      ),
      value: ({ customers }) => customers.done ?? 0,
    },
    {
      key: 'groups',
      title: t('column.groups'),
      align: 'right',
      render: ({ groups }) => (
        <span>
          <Count value={groups.done ?? 0} /> / <Count value={sumOf(groups)} />
        </span>
      ),
      value: ({ groups }) => groups.done ?? 0,
    },
    {
      key: 'created',
      title: t('column.created'),
      render: ({ createdAt, createdBy }) => (
        <span>
          {createdBy} <span className="lc-soft">·</span> <Moment at={createdAt} ago />
        </span>
      ),
      value: ({ createdAt }) => createdAt,
      notOnPhone: true,
    },
  ]
}
