/** What is left to do in WeCom's admin console once a connection is saved, with everything to be pasted there. */
import type { putWecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { usePaths } from '../../../paths.ts'

export interface EnteredKeys {
  readonly token?: string
  readonly encodingAesKey?: string
}

export interface ConnectStepsProps {
  readonly connected: ResponseOf<typeof putWecomCorp>
  readonly entered: EnteredKeys
  readonly isNew: boolean
  readonly onLeave: () => void
}

/** Where the callback is reached: without a known public address, below the one that is open now. */
export function fullCallbackUrl(callbackUrl: string): string {
  return new URL(callbackUrl, window.location.origin).href
}

function isPublic(callbackUrl: string): boolean {
  return URL.canParse(callbackUrl)
}

export function ConnectSteps({ connected, entered, isNew, onLeave }: ConnectStepsProps) {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const { corpId, callbackUrl, made } = connected
  const keyOf = (name: keyof EnteredKeys) => {
    const value = made[name] ?? entered[name]
    return value === undefined ? t('steps.unchanged') : <CopyText text={value} />
  }
  return (
    <div className="lc-stack">
      <Alert type="success" showIcon title={t(isNew ? 'steps.saved' : 'steps.changed', { corpId })} description={t('steps.shownOnce')} />
      <ol className="lc-ordered">
        <li>
          <p>{t('steps.receive')}</p>
          <Pairs
            items={[
              { name: t('steps.url'), value: <CopyText text={fullCallbackUrl(callbackUrl)} /> },
              { name: t('steps.token'), value: keyOf('token') },
              { name: t('steps.aesKey'), value: keyOf('encodingAesKey') },
            ]}
          />
        </li>
        <li>{t('steps.allow')}</li>
        <li>{t('steps.range')}</li>
      </ol>
      <NoPublicAddress callbackUrl={callbackUrl} />
      <Link to={paths.corp(corpId)} onClick={onLeave}>
        {t('steps.check')}
      </Link>
    </div>
  )
}

/** Renders nothing when the installation knows its public address. */
export function NoPublicAddress({ callbackUrl }: { readonly callbackUrl: string }) {
  const { t } = useTranslation('channels')
  if (isPublic(callbackUrl)) return null
  return <Alert type="warning" showIcon title={t('steps.noPublic')} description={t('steps.noPublicText')} />
}
