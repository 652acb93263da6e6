/** Customers and groups of a transfer one by one, of one result when the address says so. */
import {
  listTransferredCustomers,
  listTransferredGroups,
  type TransferredCustomer,
  type TransferredGroup,
} from '@liuchi/server/contract/channels/wecom/transfer'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePaths } from '../../../paths.ts'
import { RESULTS, type Result, ResultMark, useWhyWords } from './transfer-state.tsx'

const RESULT_KEY = 'result'
const RUNNING_REFRESH_MS = 5_000

interface RowsProps {
  readonly id: string
  readonly state: string
}

function useResult(): Result | undefined {
  const address = useListAddress()
  return RESULTS.find((one) => one === address.get(RESULT_KEY))
}

function ResultChoice() {
  const { t } = useTranslation('transfers')
  const address = useListAddress()
  return (
    <Select
      aria-label={t('column.result')}
      style={{ minWidth: 180, alignSelf: 'flex-start' }}
      value={useResult() ?? ''}
      options={[{ value: '', label: t('allResults') }, ...RESULTS.map((one) => ({ value: one, label: t(`result.${one}`) }))]}
      onChange={(chosen: string) => address.set(RESULT_KEY, chosen)}
    />
  )
}

export function TransferredCustomers({ id, state }: RowsProps) {
  const { t } = useTranslation('transfers')
  const paths = usePaths()
  const result = useResult()
  const query = usePages(
    listTransferredCustomers,
    { params: { id }, query: result ? { state: result } : {} },
    { refreshWhile: () => (state === 'running' ? RUNNING_REFRESH_MS : false) },
  )
  const shared = useResultColumns<TransferredCustomer>()
  const columns: readonly ListColumn<TransferredCustomer>[] = [
    {
      key: 'customer',
      title: t('column.customer'),
      render: ({ name, externalUserId }) => name || externalUserId,
      value: ({ name }) => name,
    },
    ...shared,
  ]
  return (
    <div className="lc-stack">
      <ResultChoice />
      <RowsSection
        label={t('tab.customers')}
        query={query}
        columns={columns}
        rowKey={({ externalUserId }) => externalUserId}
        rowHref={({ personId }) => paths.person(personId)}
        empty={{ title: t('noCustomers'), text: t('noRowsText') }}
      />
    </div>
  )
}

export function TransferredGroups({ id, state }: RowsProps) {
  const { t } = useTranslation('transfers')
  const result = useResult()
  const query = usePages(
    listTransferredGroups,
    { params: { id }, query: result ? { state: result } : {} },
    { refreshWhile: () => (state === 'running' ? RUNNING_REFRESH_MS : false) },
  )
  const shared = useResultColumns<TransferredGroup>()
  const columns: readonly ListColumn<TransferredGroup>[] = [
    { key: 'group', title: t('column.group'), render: ({ name, chatId }) => name || chatId, value: ({ name, chatId }) => name || chatId },
    ...shared,
  ]
  return (
    <div className="lc-stack">
      <ResultChoice />
      <RowsSection
        label={t('tab.groups')}
        query={query}
        columns={columns}
        rowKey={({ chatId }) => chatId}
        empty={{ title: t('noGroups'), text: t('noRowsText') }}
      />
    </div>
  )
}

function useResultColumns<Row extends TransferredCustomer | TransferredGroup>(): ListColumn<Row>[] {
  const { t } = useTranslation('transfers')
  const why = useWhyWords()
  return [
    {
      key: 'takeover',
      title: t('column.takeover'),
      render: ({ takeover }) => takeover.name || '–',
      value: ({ takeover }) => takeover.name,
    },
    {
      key: 'result',
      title: t('column.result'),
      render: ({ state }) => <ResultMark result={state} />,
      value: ({ state }) => t(`result.${state}`),
    },
    { key: 'why', title: t('column.why'), render: (row) => why(row) || '–', value: why },
    {
      key: 'changedAt',
      title: t('column.changedAt'),
      render: ({ changedAt }) => <Moment at={changedAt} />,
      value: ({ changedAt }) => changedAt,
    },
  ]
}
