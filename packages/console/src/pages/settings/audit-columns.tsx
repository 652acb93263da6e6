/** Columns of the audit. */
import type { listAudit } from '@liuchi/server/contract/compliance'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'
import { StateTag } from '../../parts/state-tag.tsx'
import type { ThingState } from '../../theme/states.ts'
import { useActionWords } from './action-words.ts'

export type AuditEntry = ResponseOf<typeof listAudit>['items'][number]

const TARGET_SHOWN_CHARACTERS = 20

const outcomeStates: Readonly<Record<AuditEntry['outcome'], ThingState>> = {
  running: 'running',
  done: 'live',
  refused: 'paused',
  failed: 'refused',
}

/** The first of the ids; all of them open with the row. */
function Targets({ ids }: { readonly ids: readonly string[] }) {
  const [first, ...rest] = ids
  if (first === undefined) return <span className="lc-soft">–</span>
  return (
    <span className="lc-mono" title={ids.join(', ')}>
      {first.length > TARGET_SHOWN_CHARACTERS ? `${first.slice(0, TARGET_SHOWN_CHARACTERS)}…` : first}
      {rest.length > 0 ? <span className="lc-soft"> +{rest.length}</span> : null}
    </span>
  )
}

export function useAuditColumns(): readonly ListColumn<AuditEntry>[] {
  const { t } = useTranslation('settings')
  const words = useActionWords()
  return [
    {
      key: 'recordedAt',
      title: t('audit.at'),
      width: 170,
      render: ({ recordedAt }) => <Moment at={recordedAt} />,
      value: ({ recordedAt }) => recordedAt,
    },
    {
      key: 'actor',
      title: t('audit.actor'),
      render: ({ actor }) => (actor.kind === 'nobody' ? <span className="lc-soft">{t('audit.nobody')}</span> : actor.name),
      value: ({ actor }) => actor.name,
    },
    {
      key: 'action',
      title: t('audit.action'),
      render: ({ action }) => <span title={action}>{words(action)}</span>,
      value: ({ action }) => action,
    },
    {
      key: 'targets',
      title: t('audit.target'),
      render: ({ targets }) => <Targets ids={targets} />,
      value: ({ targets }) => targets.join(' '),
    },
    {
      key: 'outcome',
      title: t('audit.outcome.title'),
      render: ({ outcome }) => <StateTag state={outcomeStates[outcome]}>{t(`audit.outcome.${outcome}`)}</StateTag>,
      value: ({ outcome }) => outcome,
    },
    {
      key: 'kind',
      title: t('audit.by'),
      render: ({ actor }) => t(`audit.kind.${actor.kind}`),
      value: ({ actor }) => actor.kind,
      hiddenAtFirst: true,
    },
    { key: 'at', title: t('audit.businessAt'), render: ({ at }) => <Moment at={at} />, value: ({ at }) => at, hiddenAtFirst: true },
  ]
}
