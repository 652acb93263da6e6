/** Settings · audit: who changed what, and when. */
import { auditOutcome, listAudit } from '@liuchi/server/contract/compliance'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { shiftDay } from '../../i18n/times.ts'
import { Pairs } from '../../pagekinds/detail/pairs.tsx'
import { type ListAddress, useListAddress } from '../../pagekinds/list/list-address.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { useActionOptions } from './action-words.ts'
import { type AuditEntry, useAuditColumns } from './audit-columns.tsx'

const KEYS = { action: 'action', actor: 'actor', target: 'target', outcome: 'outcome', from: 'from', to: 'to' } as const

function questionOf(address: ListAddress) {
  const read = (key: keyof typeof KEYS) => address.get(KEYS[key])
  const outcome = auditOutcome.options.find((one) => one === read('outcome'))
  return {
    ...(read('action') ? { action: read('action') } : {}),
    ...(read('actor') ? { actorId: read('actor') } : {}),
    ...(read('target') ? { target: read('target') } : {}),
    ...(outcome ? { outcome } : {}),
    ...(read('from') ? { from: read('from') } : {}),
    ...(read('to') ? { to: shiftDay(read('to'), 1) } : {}),
  }
}

function EntryDetails({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation('settings')
  return (
    <Pairs
      items={[
        { name: t('audit.target'), value: entry.targets.join(', ') || '–' },
        { name: t('audit.fields'), value: entry.fields.join(', ') || '–' },
        { name: t('audit.actorId'), value: <span className="lc-mono">{entry.actor.id}</span> },
        { name: t('audit.status'), value: [entry.status, entry.errorCode].filter((one) => one !== null).join(' · ') || '–' },
        { name: t('audit.requestId'), value: <span className="lc-mono">{entry.requestId}</span> },
      ]}
    />
  )
}

export function AuditPage() {
  const { t } = useTranslation('settings')
  const address = useListAddress()
  const query = usePages(listAudit, { query: questionOf(address) })
  const columns = useAuditColumns()
  const actions = useActionOptions()
  return (
    <ListPage
      id="audit"
      title={t('audit.title')}
      lead={t('audit.lead')}
      query={query}
      rowKey={({ id }) => id}
      columns={columns}
      expand={(entry) => <EntryDetails entry={entry} />}
      filters={[
        { key: KEYS.action, label: t('audit.action'), kind: 'choice', options: actions },
        { key: KEYS.actor, label: t('audit.actorId'), kind: 'text' },
        { key: KEYS.target, label: t('audit.target'), kind: 'text' },
        {
          key: KEYS.outcome,
          label: t('audit.outcome.title'),
          kind: 'choice',
          options: auditOutcome.options.map((outcome) => ({ value: outcome, label: t(`audit.outcome.${outcome}`) })),
        },
        { key: KEYS.from, label: t('audit.from'), kind: 'day' },
        { key: KEYS.to, label: t('audit.to'), kind: 'day' },
      ]}
      empty={{ title: t('audit.none'), text: t('audit.noneText') }}
    />
  )
}
