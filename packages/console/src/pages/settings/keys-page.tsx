/** Settings · keys: write keys that collect, and API keys that ask and change. */
import { listKeys, revokeKey } from '@liuchi/server/platform/auth/contract'
import { Button, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { usePages, useWrite } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { useApiKeyColumns } from './api-key-columns.tsx'
import { CreateApiKey } from './create-api-key.tsx'
import { WriteKeysPage } from './write-keys-page.tsx'

const KIND_KEY = 'kind'

export function KeysPage() {
  const { t } = useTranslation('settings')
  const [params, setParams] = useSearchParams()
  const isWrite = params.get(KIND_KEY) !== 'api'
  const choice = (
    <Segmented
      aria-label={t('keys.kind')}
      value={isWrite ? 'write' : 'api'}
      options={[
        { value: 'write', label: t('keys.writeKeys') },
        { value: 'api', label: t('keys.apiKeys') },
      ]}
      onChange={(kind) => setParams(kind === 'api' ? { [KIND_KEY]: 'api' } : {}, { replace: true })}
      style={{ alignSelf: 'flex-start' }}
    />
  )
  return isWrite ? <WriteKeysPage above={choice} /> : <ApiKeysPage above={choice} />
}

function ApiKeysPage({ above }: { readonly above: ReactNode }) {
  const { t } = useTranslation('settings')
  const [isCreating, create] = useState(false)
  const query = usePages(listKeys, {})
  const revoke = useWrite(revokeKey, { stale: [listKeys.name] })
  const whyNot = useWhyNot()
  const columns = useApiKeyColumns((key) =>
    key.revokedAt === null ? (
      <ConfirmButton
        size="small"
        label={t('keys.revoke')}
        question={t('keys.revokeQuestion', { name: key.name })}
        consequence={t('keys.revokeApiConsequence')}
        done={t('keys.revoked')}
        whyNot={whyNot(revokeKey)}
        run={() => revoke.mutateAsync({ params: { id: key.id } })}
      />
    ) : null,
  )
  return (
    <>
      <ListPage
        id="api-keys"
        title={t('keys.title')}
        lead={t('keys.apiLead')}
        query={query}
        rowKey={(key) => key.id}
        columns={columns}
        above={above}
        actions={
          <Button type="primary" onClick={() => create(true)}>
            {t('keys.newApi')}
          </Button>
        }
        empty={{ title: t('keys.noApi'), text: t('keys.noApiText') }}
      />
      <CreateApiKey open={isCreating} onClose={() => create(false)} />
    </>
  )
}
