/** The form of a connection, in the order in which WeCom's admin console gives it; ends with what is to be entered there. */
import { putWecomCorp, type WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { AppFields, CallbackFields, CorpFields } from './connect-fields.tsx'
import { ConnectSteps, type EnteredKeys } from './connect-steps.tsx'

interface ConnectValues {
  readonly corpId: string
  readonly agentId: number
  readonly secret?: string
  /** Whether token and key are entered, or made (at first) or kept (later). */
  readonly keys: 'make' | 'own'
  readonly token?: string
  readonly encodingAesKey?: string
  readonly apiBase?: string
}

export interface ConnectCorpProps {
  readonly open: boolean
  readonly onClose: () => void
  /** The connection to change; absent: a new one. */
  readonly corp?: WecomCorp
}

type Body = BodyInputOf<typeof putWecomCorp>

function enteredKeys({ keys, token, encodingAesKey }: ConnectValues): EnteredKeys {
  if (keys === 'make') return {}
  return { ...(token ? { token } : {}), ...(encodingAesKey ? { encodingAesKey } : {}) }
}

function bodyOf(values: ConnectValues): Body {
  const { agentId, secret, apiBase } = values
  return { agentId, ...(secret ? { secret } : {}), ...enteredKeys(values), apiBase: apiBase ? apiBase : null }
}

function initialOf(corp: WecomCorp | undefined): Partial<ConnectValues> {
  if (!corp) return { keys: 'make' }
  const { corpId, agentId, apiBase, ownApiBase } = corp
  return { corpId, agentId, keys: 'own', ...(ownApiBase ? { apiBase } : {}) }
}

export function ConnectCorp({ open, onClose, corp }: ConnectCorpProps) {
  const { t } = useTranslation('channels')
  const [form] = Form.useForm<ConnectValues>()
  const keys = Form.useWatch('keys', form)
  const [entered, enter] = useState<EnteredKeys>({})
  const put = useWrite(putWecomCorp, { stale: ['channels.'] })
  const close = () => {
    put.reset()
    onClose()
  }
  const submit = async (values: ConnectValues) => {
    const answer = await put.mutateAsync({ params: { corpId: corp?.corpId ?? values.corpId }, body: bodyOf(values) })
    enter(enteredKeys(values))
    // A change that leaves the keys alone leaves nothing to do in WeCom.
    if (corp && answer.verifiedAt !== null) close()
  }
  return (
    <FormDrawer<ConnectValues>
      open={open}
      title={t(corp ? 'edit' : 'connect')}
      submitLabel={t('save')}
      initial={initialOf(corp)}
      form={form}
      onClose={close}
      onSubmit={submit}
      isBusy={put.isPending}
      error={put.error}
      result={put.data ? <ConnectSteps connected={put.data} entered={entered} isNew={corp === undefined} onLeave={close} /> : undefined}
    >
      {corp ? null : <CorpFields />}
      <AppFields isNew={corp === undefined} />
      <CallbackFields isNew={corp === undefined} isOwn={keys === 'own'} />
    </FormDrawer>
  )
}
