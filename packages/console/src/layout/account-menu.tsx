/** Everything about the person in front of the page: language, appearance, sessions, leaving. */
import { BgColorsOutlined, GlobalOutlined, LogoutOutlined, QuestionCircleOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons'
import { signOut, updateMe } from '@liuchi/server/platform/auth/contract'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWrite } from '../api/hooks.ts'
import { useMe, useRefreshMe } from '../api/session.ts'
import { useLanguage } from '../i18n/formats.ts'
import { LANGUAGES, type Language, languageNames } from '../i18n/languages.ts'
import { chooseLanguage } from '../i18n/start.ts'
import { useIsPhone } from '../parts/screen-width.ts'
import { signInPath, usePaths } from '../paths.ts'
import { APPEARANCE_CHOICES, useAppearanceChoice } from '../theme/appearance.tsx'

export interface AccountMenuProps {
  readonly onHelp: () => void
}

/** Shows the console in a language, and tells the account so that other browsers follow. */
function useChooseLanguage(): (language: Language) => void {
  const remember = useWrite(updateMe)
  return (language) => {
    void chooseLanguage(language)
    remember.mutate({ body: { locale: language } })
  }
}

function useLeave(): () => void {
  const leave = useWrite(signOut)
  const refresh = useRefreshMe()
  const navigate = useNavigate()
  return () =>
    leave.mutate(
      {},
      {
        onSettled: () => {
          navigate(signInPath())
          void refresh()
        },
      },
    )
}

export function AccountMenu({ onHelp }: AccountMenuProps) {
  const { t } = useTranslation('frame')
  const { data } = useMe()
  const language = useLanguage()
  const [appearance, chooseAppearance] = useAppearanceChoice()
  const isPhone = useIsPhone()
  const choose = useChooseLanguage()
  const leave = useLeave()
  const navigate = useNavigate()
  const paths = usePaths()
  const name = data?.name || data?.email || ''
  const items: MenuProps['items'] = [
    { key: 'who', disabled: true, label: <span className="lc-soft">{data?.email ?? name}</span> },
    { type: 'divider' },
    {
      key: 'language',
      icon: <GlobalOutlined />,
      label: t('language'),
      children: LANGUAGES.map((one) => ({ key: one, label: languageNames[one], onClick: () => choose(one) })),
    },
    {
      key: 'appearance',
      icon: <BgColorsOutlined />,
      label: t('appearance.title'),
      children: APPEARANCE_CHOICES.map((one) => ({ key: one, label: t(`appearance.${one}`), onClick: () => chooseAppearance(one) })),
    },
    { key: 'sessions', icon: <SafetyOutlined />, label: t('page.sessions'), onClick: () => navigate(paths.sessions()) },
    { key: 'help', icon: <QuestionCircleOutlined />, label: t('help.title'), onClick: onHelp },
    { type: 'divider' },
    { key: 'leave', icon: <LogoutOutlined />, label: t('signOut'), onClick: leave },
  ]
  return (
    <Dropdown destroyOnHidden trigger={['click']} menu={{ items, selectedKeys: [language, appearance] }}>
      <Button type="text" icon={<UserOutlined />} aria-label={t('account')}>
        {isPhone ? null : <span style={{ maxWidth: 140, overflow: 'hidden', textOverflow: 'ellipsis' }}>{name}</span>}
      </Button>
    </Dropdown>
  )
}
