/** Fields of a connection, each with where WeCom's admin console shows its value. Lengths and letters as the contract has them. */
import { Form, Input, InputNumber, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

const CORP_ID = /^[A-Za-z0-9_-]{1,64}$/
const TOKEN = /^[A-Za-z0-9]{1,32}$/
const AES_KEY = /^[A-Za-z0-9]{43}$/
const HTTP_URL = /^https?:\/\/\S+$/
const SECRET_MAX_CHARACTERS = 128
const URL_MAX_CHARACTERS = 500

function Step({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own border and legend
    <div role="group" aria-label={title} className="lc-form-step">
      <strong>{title}</strong>
      <p className="lc-soft lc-small lc-form-lead">{text}</p>
      {children}
    </div>
  )
}

export function CorpFields() {
  const { t } = useTranslation('channels')
  return (
    <Step title={t('form.step1')} text={t('form.step1Text')}>
      <Form.Item
        name="corpId"
        label={t('form.corpId')}
        extra={t('form.corpIdHint')}
        rules={[{ required: true, pattern: CORP_ID, message: t('form.corpIdBad') }]}
      >
        <Input maxLength={64} autoFocus autoComplete="off" spellCheck={false} />
      </Form.Item>
    </Step>
  )
}

export function AppFields({ isNew }: { readonly isNew: boolean }) {
  const { t } = useTranslation('channels')
  return (
    <Step title={t(isNew ? 'form.step2' : 'form.app')} text={t('form.step2Text')}>
      <Form.Item name="agentId" label={t('form.agentId')} rules={[{ required: true, message: t('form.agentIdBad') }]}>
        <InputNumber min={1} max={Number.MAX_SAFE_INTEGER} precision={0} controls={false} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="secret"
        label={t('form.secret')}
        extra={t(isNew ? 'form.secretHint' : 'form.keepHint')}
        rules={[{ required: isNew, whitespace: true, message: t('needed') }]}
      >
        <Input.Password maxLength={SECRET_MAX_CHARACTERS} autoComplete="new-password" />
      </Form.Item>
    </Step>
  )
}

export function CallbackFields({ isNew, isOwn }: { readonly isNew: boolean; readonly isOwn: boolean }) {
  const { t } = useTranslation('channels')
  return (
    <Step title={t(isNew ? 'form.step3' : 'form.callbacks')} text={t(isNew ? 'form.step3Text' : 'form.callbackChanges')}>
      <Form.Item name="keys" label={t('form.keys')} required hidden={!isNew}>
        <Segmented
          options={[
            { value: 'make', label: t('form.make') },
            { value: 'own', label: t('form.own') },
          ]}
        />
      </Form.Item>
      {isOwn ? <KeyFields isNew={isNew} /> : null}
      <Form.Item
        name="apiBase"
        label={t('form.apiBase')}
        extra={t('form.apiBaseHint')}
        rules={[{ pattern: HTTP_URL, message: t('form.apiBaseBad') }]}
      >
        <Input maxLength={URL_MAX_CHARACTERS} autoComplete="off" spellCheck={false} />
      </Form.Item>
    </Step>
  )
}

function KeyFields({ isNew }: { readonly isNew: boolean }) {
  const { t } = useTranslation('channels')
  const hint = isNew ? undefined : t('form.keepHint')
  return (
    <>
      <Form.Item
        name="token"
        label={t('form.token')}
        extra={hint}
        rules={[{ required: isNew, pattern: TOKEN, message: t('form.tokenBad') }]}
      >
        <Input maxLength={32} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="encodingAesKey"
        label={t('form.aesKey')}
        extra={hint}
        rules={[{ required: isNew, pattern: AES_KEY, message: t('form.aesKeyBad') }]}
      >
        <Input maxLength={43} autoComplete="off" spellCheck={false} />
      </Form.Item>
    </>
  )
}
