/** What members who left have left behind, with the way to share it out. */
import { createTransfer, listUnassigned, refreshUnassigned, type Unassigned } from '@liuchi/server/contract/channels/wecom/transfer'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { now } from '../../../clock.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { usePaths } from '../../../paths.ts'

const NOBODY: readonly Unassigned[] = []
const REFRESH_MS = 1_500
/** So long after somebody asked the page looks again by itself. */
const LOOKS_FOR_MS = 20_000

export function UnassignedSection() {
  const { t } = useTranslation('transfers')
  const { message } = App.useApp()
  const whyNot = useWhyNot()(refreshUnassigned)
  const [askedAt, setAskedAt] = useState(0)
  const query = useRead(listUnassigned, {}, { refreshWhile: () => (now() - askedAt < LOOKS_FOR_MS ? REFRESH_MS : false) })
  const refresh = useWrite(refreshUnassigned, { stale: ['channels.transfers.unassigned'] })
  const fetches = query.data?.fetches ?? []
  const ask = async () => {
    await Promise.all(fetches.map(({ corpId }) => refresh.mutateAsync({ body: { corpId } })))
    setAskedAt(now())
    message.info(t('unassigned.asked'))
  }
  const failed = fetches.find(({ reason }) => reason !== null)
  return (
    <section className="lc-stack" style={{ gap: 8 }} aria-label={t('unassigned.title')}>
      <div className="lc-section-title">
        <h2 style={{ fontSize: 'inherit', margin: 0 }}>{t('unassigned.title')}</h2>
        <span className="lc-row lc-small" style={{ fontWeight: 400 }}>
          {fetches[0]?.fetchedAt ? (
            <span className="lc-soft">
              {t('unassigned.fetchedAt')} <Moment at={fetches[0].fetchedAt} />
            </span>
          ) : null}
          <Button
            size="small"
            loading={refresh.isPending}
            disabled={whyNot !== undefined || fetches.length === 0}
            title={whyNot}
            onClick={ask}
          >
            {t('unassigned.refresh')}
          </Button>
        </span>
      </div>
      {failed ? <span className="lc-soft lc-small">{t('unassigned.failed', { reason: failed.reason ?? '' })}</span> : null}
      <RowsSection
        label={t('unassigned.title')}
        query={{ ...query, items: query.data?.items ?? NOBODY }}
        columns={useColumns()}
        rowKey={({ corpId, handover }) => `${corpId} ${handover.userId}`}
        empty={{ title: t('unassigned.none'), text: t('unassigned.noneText') }}
      />
    </section>
  )
}

function useColumns(): readonly ListColumn<Unassigned>[] {
  const { t } = useTranslation('transfers')
  return [
    { key: 'staff', title: t('unassigned.staff'), render: ({ handover }) => handover.name, value: ({ handover }) => handover.name },
    { key: 'leftAt', title: t('unassigned.leftAt'), render: ({ leftAt }) => <Moment at={leftAt} />, value: ({ leftAt }) => leftAt },
    {
      key: 'customers',
      title: t('unassigned.customers'),
      align: 'right',
      render: ({ customers }) => <Count value={customers} />,
      value: ({ customers }) => customers,
    },
    {
      key: 'groups',
      title: t('unassigned.groups'),
      align: 'right',
      render: ({ groups }) => <Count value={groups} />,
      value: ({ groups }) => groups,
    },
    { key: 'assign', title: '', render: (row) => <AssignButton row={row} />, value: () => null },
  ]
}

function AssignButton({ row }: { readonly row: Unassigned }) {
  const { t } = useTranslation('transfers')
  const paths = usePaths()
  const numbers = useNumbers()
  const whyNot = useWhyNot()(createTransfer)
  const words =
    row.customers > 0
      ? t('unassigned.assign', { shown: numbers.exact(row.customers) })
      : t('unassigned.assignGroups', { shown: numbers.exact(row.groups) })
  const draft = { corpId: row.corpId, kind: 'resigned', handover: row.handover.userId }
  return (
    <Link to={paths.newTransfer(draft)}>
      <Button size="small" type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {words}
      </Button>
    </Link>
  )
}
