/** Settings · sessions: where this account is signed in, and its password. */
import { endSession, listSessions } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Moment } from '../../parts/moment.tsx'
import { browserOf } from './browser-name.ts'
import { ChangePassword } from './change-password.tsx'

type Session = ResponseOf<typeof listSessions>['items'][number]

function useColumns(action: (session: Session) => ReactNode): readonly ListColumn<Session>[] {
  const { t } = useTranslation('settings')
  return [
    {
      key: 'client',
      title: t('sessions.client'),
      render: ({ client, current }) => (
        <span className="lc-row" title={client}>
          {browserOf(client)}
          {current ? <Mark tone="green">{t('sessions.current')}</Mark> : null}
        </span>
      ),
      value: ({ client }) => client,
    },
    {
      key: 'address',
      title: t('sessions.address'),
      render: ({ address }) => <span className="lc-mono">{address}</span>,
      value: ({ address }) => address,
    },
    { key: 'seenAt', title: t('sessions.seenAt'), render: ({ seenAt }) => <Moment at={seenAt} ago />, value: ({ seenAt }) => seenAt },
    {
      key: 'createdAt',
      title: t('sessions.createdAt'),
      render: ({ createdAt }) => <Moment at={createdAt} />,
      value: ({ createdAt }) => createdAt,
    },
    {
      key: 'expiresAt',
      title: t('sessions.expiresAt'),
      render: ({ expiresAt }) => <Moment at={expiresAt} />,
      value: ({ expiresAt }) => expiresAt,
    },
    { key: 'action', title: '', render: action, value: () => '', align: 'right' },
  ]
}

export function SessionsPage() {
  const { t } = useTranslation('settings')
  const [isChanging, change] = useState(false)
  const query = usePages(listSessions, {})
  const end = useWrite(endSession, { stale: [listSessions.name] })
  const columns = useColumns((session) =>
    session.current ? null : (
      <ConfirmButton
        size="small"
        label={t('sessions.end')}
        question={t('sessions.endQuestion', { client: browserOf(session.client) })}
        consequence={t('sessions.endConsequence')}
        run={() => end.mutateAsync({ params: { id: session.id } })}
      />
    ),
  )
  return (
    <>
      <ListPage
        id="sessions"
        title={t('sessions.title')}
        lead={t('sessions.lead')}
        query={query}
        rowKey={({ id }) => id}
        columns={columns}
        actions={<Button onClick={() => change(true)}>{t('password.change')}</Button>}
        empty={{ title: t('sessions.none') }}
      />
      <ChangePassword open={isChanging} onClose={() => change(false)} />
    </>
  )
}
