/** The bar above every page: workspace, search, account. */
import { SearchOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useIsPhone } from '../parts/screen-width.ts'
import { AccountMenu } from './account-menu.tsx'
import { BrandSign } from './brand.tsx'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'

export interface TopBarProps {
  readonly onSearch: () => void
  readonly onHelp: () => void
}

export function TopBar({ onSearch, onHelp }: TopBarProps) {
  const { t } = useTranslation('frame')
  const isPhone = useIsPhone()
  return (
    <header className="lc-top">
      {isPhone ? <BrandSign size={24} /> : null}
      <WorkspaceSwitcher />
      <span className="lc-top-gap" />
      {isPhone ? (
        <Button type="text" icon={<SearchOutlined />} aria-label={t('search.label')} onClick={onSearch} />
      ) : (
        <button type="button" className="lc-search-button" onClick={onSearch}>
          <SearchOutlined aria-hidden />
          <span style={{ flex: 1, textAlign: 'left' }}>{t('search.label')}</span>
          <kbd className="lc-key">/</kbd>
        </button>
      )}
      <AccountMenu onHelp={onHelp} />
    </header>
  )
}
