/** The door: e-mail and password. Afterwards back to where the person wanted to go. */
import { signIn } from '@liuchi/server/platform/auth/contract'
import { Button, Form, Input, Space } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import { useWrite } from '../../api/hooks.ts'
import { useMe, useRefreshMe } from '../../api/session.ts'
import { useLanguage } from '../../i18n/formats.ts'
import { LANGUAGES, languageNames } from '../../i18n/languages.ts'
import { chooseLanguage } from '../../i18n/start.ts'
import { BrandSign } from '../../layout/brand.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'

interface Credentials {
  readonly email: string
  readonly password: string
}

/** Only a path of our own: a link must not send a freshly signed-in person elsewhere. */
function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'
}

function LanguageChoice() {
  const language = useLanguage()
  return (
    <Space size={4} style={{ justifyContent: 'center', width: '100%' }}>
      {LANGUAGES.map((one) => (
        <Button key={one} type="text" size="small" disabled={one === language} lang={one} onClick={() => chooseLanguage(one)}>
          {languageNames[one]}
        </Button>
      ))}
    </Space>
  )
}

export function SignInPage() {
  const { t } = useTranslation('frame')
  const [params] = useSearchParams()
  const { data } = useMe()
  const refresh = useRefreshMe()
  const enter = useWrite(signIn)
  useEffect(() => {
    document.title = `${t('signIn.title')} · 留池 Liuchi`
  }, [t])
  if (data) return <Navigate to={safeNext(params.get('next'))} replace />
  const submit = (values: Credentials) => enter.mutate({ body: values }, { onSuccess: () => void refresh() })
  return (
    <main className="lc-door">
      <div className="lc-card lc-door-card lc-stack" style={{ gap: 20 }}>
        <div className="lc-stack" style={{ alignItems: 'center', gap: 8 }}>
          <BrandSign size={44} />
          <h1 style={{ fontSize: 22, fontWeight: 600 }}>留池 Liuchi</h1>
          <p className="lc-soft">{t('signIn.lead')}</p>
        </div>
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={submit}>
          <Form.Item name="email" label={t('signIn.email')} rules={[{ required: true, message: t('signIn.emailNeeded') }]}>
            <Input size="large" type="email" autoComplete="username" autoFocus inputMode="email" />
          </Form.Item>
          <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true, message: t('signIn.passwordNeeded') }]}>
            <Input.Password size="large" autoComplete="current-password" />
          </Form.Item>
          <div className="lc-stack" style={{ gap: 12 }}>
            <ErrorNotice error={enter.error} />
            <Button block size="large" type="primary" htmlType="submit" loading={enter.isPending}>
              {t('signIn.enter')}
            </Button>
          </div>
        </Form>
        <LanguageChoice />
      </div>
    </main>
  )
}
