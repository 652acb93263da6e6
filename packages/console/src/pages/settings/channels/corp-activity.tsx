/** What goes on between us and a corp in the last 24 hours: callbacks, calls, welcomes; and callbacks that need somebody. */
import {
  type CorpFigures,
  listFailingCallbacks,
  readCorpFigures,
  retryFailingCallbacks,
} from '@liuchi/server/contract/channels/wecom/connection'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { App, Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'

const FOLLOW_REFRESH_MS = 15_000
type Failing = ResponseOf<typeof listFailingCallbacks>['items'][number]

export function CorpActivity({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const { data, error, refetch } = useRead(readCorpFigures, { params: { corpId } }, { refreshWhile: () => FOLLOW_REFRESH_MS })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return <Skeleton active />
  return (
    <div className="lc-stack">
      {data.failed > 0 || data.callbacks.some(({ outcome }) => outcome === 'waiting') ? <FailingCallbacks corpId={corpId} /> : null}
      <div className="lc-columns lc-columns-top">
        <Section title={t('activity.callbacks')}>
          <CallbackLines figures={data} />
        </Section>
        <Section title={t('activity.calls')}>
          <Lines
            none={t('activity.noCalls')}
            items={data.calls.map(({ api, calls, limited }) => ({
              name: api,
              value: calls,
              note: limited > 0 ? t('activity.limited', { limited }) : '',
            }))}
          />
        </Section>
        <Section title={t('activity.welcomes')}>
          <Lines
            none={t('activity.noWelcomes')}
            items={data.welcomes.map(({ outcome, welcomes }) => ({ name: t(`activity.welcome.${outcome}`), value: welcomes }))}
          />
        </Section>
        <Section title={t('activity.relations')}>
          <Lines
            none={t('activity.noRelations')}
            items={data.relations.map(({ state, relations }) => ({ name: t(`relation.${state}`), value: relations }))}
          />
        </Section>
      </div>
    </div>
  )
}

interface Line {
  readonly name: string
  readonly value: number
  readonly note?: string
}

function Lines({ items, none }: { readonly items: readonly Line[]; readonly none: string }) {
  const numbers = useNumbers()
  if (items.length === 0) return <p className="lc-soft">{none}</p>
  return (
    <Pairs
      items={items.map(({ name, value, note }) => ({
        name,
        value: (
          <span className="lc-number">
            {numbers.exact(value)}
            {note ? <span className="lc-soft"> · {note}</span> : null}
          </span>
        ),
      }))}
    />
  )
}

function CallbackLines({ figures }: { readonly figures: CorpFigures }) {
  const { t } = useTranslation('channels')
  const { callbacks, waiting, oldestWaitingAt } = figures
  return (
    <div className="lc-stack">
      <Lines
        none={t('activity.noCallbacks')}
        items={callbacks.map(({ event, changeType, outcome, callbacks: value }) => ({
          name: `${changeType || event} · ${t(`activity.outcome.${outcome}`)}`,
          value,
        }))}
      />
      {waiting > 0 ? (
        <p className="lc-soft">
          {t('activity.waiting', { count: waiting, shown: waiting })} <Moment at={oldestWaitingAt} ago />
        </p>
      ) : null}
    </div>
  )
}

/** Renders nothing when none fails. */
function FailingCallbacks({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const { message } = App.useApp()
  const whyNot = useWhyNot()(retryFailingCallbacks)
  const { data } = useRead(listFailingCallbacks, { params: { corpId } })
  const retry = useWrite(retryFailingCallbacks, { stale: ['channels.'] })
  const items = data?.items ?? []
  if (items.length === 0) return null
  const again = () =>
    retry.mutate(
      { params: { corpId } },
      { onSuccess: ({ retried }) => void message.success(t('activity.retried', { count: retried, shown: retried })) },
    )
  return (
    <Section
      title={t('activity.failing', { count: items.length, shown: items.length })}
      extra={
        <Button size="small" disabled={whyNot !== undefined} title={whyNot} loading={retry.isPending} onClick={again}>
          {t('activity.retry')}
        </Button>
      }
    >
      <ErrorNotice error={retry.error} />
      <ul className="lc-lines">
        {items.map((one) => (
          <FailingLine key={one.id} one={one} />
        ))}
      </ul>
    </Section>
  )
}

function FailingLine({ one }: { readonly one: Failing }) {
  const { t } = useTranslation('channels')
  const { event, changeType, state, attempts, error, receivedAt, dueAt } = one
  return (
    <li className="lc-line">
      <div className="lc-stack lc-wide-words" style={{ gap: 2 }}>
        <strong>{changeType || event}</strong>
        <span className="lc-soft lc-small">{error}</span>
      </div>
      <span className="lc-soft lc-small">
        <Moment at={receivedAt} ago /> · {t('activity.attempts', { count: attempts, shown: attempts })} ·{' '}
        {state === 'failed' ? t('activity.givenUp') : t('activity.again')} {state === 'failed' ? null : <Moment at={dueAt} />}
      </span>
    </li>
  )
}
