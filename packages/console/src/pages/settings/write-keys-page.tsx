/** Write keys: what SDKs and pages send events with. */
import { createWriteKey, listWriteKeys, revokeWriteKey } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Moment } from '../../parts/moment.tsx'
import { StateTag } from '../../parts/state-tag.tsx'
import { SendEvents } from '../today/send-events.tsx'

type WriteKey = ResponseOf<typeof listWriteKeys>['items'][number]

interface Values {
  readonly name: string
}

function useColumns(action: (key: WriteKey) => ReactNode): readonly ListColumn<WriteKey>[] {
  const { t } = useTranslation('settings')
  return [
    { key: 'name', title: t('keys.name'), render: (key) => key.name, value: (key) => key.name },
    {
      key: 'state',
      title: t('keys.state.title'),
      render: (key) => (
        <StateTag state={key.revokedAt === null ? 'live' : 'refused'}>
          {t(key.revokedAt === null ? 'keys.state.live' : 'keys.state.refused')}
        </StateTag>
      ),
      value: (key) => t(key.revokedAt === null ? 'keys.state.live' : 'keys.state.refused'),
    },
    { key: 'key', title: t('keys.writeKey'), render: (key) => <CopyText text={key.key} />, value: (key) => key.key },
    { key: 'createdAt', title: t('keys.createdAt'), render: (key) => <Moment at={key.createdAt} />, value: (key) => key.createdAt },
    { key: 'action', title: '', render: action, value: () => '', align: 'right' },
  ]
}

export function WriteKeysPage({ above }: { readonly above: ReactNode }) {
  const { t } = useTranslation('settings')
  const [isCreating, open] = useState(false)
  const query = usePages(listWriteKeys, {})
  const create = useWrite(createWriteKey, { stale: [listWriteKeys.name] })
  const revoke = useWrite(revokeWriteKey, { stale: [listWriteKeys.name] })
  const whyNot = useWhyNot()
  const close = () => {
    create.reset()
    open(false)
  }
  const columns = useColumns((key) =>
    key.revokedAt === null ? (
      <ConfirmButton
        size="small"
        label={t('keys.revoke')}
        question={t('keys.revokeQuestion', { name: key.name })}
        consequence={t('keys.revokeWriteConsequence')}
        done={t('keys.revoked')}
        whyNot={whyNot(revokeWriteKey)}
        run={() => revoke.mutateAsync({ params: { id: key.id } })}
      />
    ) : null,
  )
  return (
    <>
      <ListPage
        id="write-keys"
        title={t('keys.title')}
        lead={t('keys.writeLead')}
        query={query}
        rowKey={(key) => key.id}
        columns={columns}
        above={above}
        actions={
          <Button type="primary" onClick={() => open(true)}>
            {t('keys.newWrite')}
          </Button>
        }
        empty={{ title: t('keys.noWrite'), text: t('keys.noWriteText') }}
      />
      <FormDrawer<Values>
        open={isCreating}
        title={t('keys.newWrite')}
        submitLabel={t('keys.create')}
        initial={{}}
        onClose={close}
        onSubmit={({ name }) => create.mutateAsync({ body: { name } })}
        isBusy={create.isPending}
        error={create.error}
        result={create.data ? <SendEvents writeKey={create.data.key} /> : undefined}
      >
        <Form.Item
          name="name"
          label={t('keys.name')}
          extra={t('keys.writeNameHint')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
