/** The menu of areas and pages, in the side bar and in the phone's drawer. The current area is open until somebody folds it. */
import { Menu } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNavigation } from './use-navigation.ts'

export interface SideMenuProps {
  readonly onGo?: () => void
}

/** An area may be called like one of its pages; the menu tells them apart by key. */
const areaKey = (key: string) => `area:${key}`

export function SideMenu({ onGo }: SideMenuProps) {
  const { t } = useTranslation('frame')
  const { areas, paths, current } = useNavigation()
  const currentArea = current?.area.key
  const [chosen, choose] = useState<Readonly<Record<string, boolean>>>({})
  const open = areas.filter(({ key }) => chosen[key] ?? key === currentArea).map(({ key }) => areaKey(key))
  const items = areas.map((area) => {
    const [first] = area.pages
    const pages = area.pages.map((page) => ({
      key: page.key,
      label: (
        <Link to={page.path(paths)} onClick={onGo}>
          {t(`page.${page.key}`)}
        </Link>
      ),
    }))
    if (area.pages.length === 1 && first)
      return {
        key: first.key,
        icon: area.icon,
        label: (
          <Link to={first.path(paths)} onClick={onGo}>
            {t(`area.${area.key}`)}
          </Link>
        ),
      }
    return { key: areaKey(area.key), icon: area.icon, label: t(`area.${area.key}`), children: pages }
  })
  return (
    <nav aria-label={t('menu')}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={current ? [current.page.key] : []}
        openKeys={open}
        onOpenChange={(keys) => choose(Object.fromEntries(areas.map(({ key }) => [key, keys.includes(areaKey(key))])))}
      />
    </nav>
  )
}
