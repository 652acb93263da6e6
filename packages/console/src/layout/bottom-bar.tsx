/** On a phone: the areas under the thumb, everything else behind "more". */
import { MenuOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { SideMenu } from './side-menu.tsx'
import { useNavigation } from './use-navigation.ts'

const AREAS_UNDER_THUMB = 3
const DRAWER_WIDTH_PIXELS = 280

export function BottomBar() {
  const { t } = useTranslation('frame')
  const { areas, paths, current } = useNavigation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <nav className="lc-bottom" aria-label={t('menu')}>
        {areas.slice(0, AREAS_UNDER_THUMB).map((area) => (
          <Link
            key={area.key}
            to={area.pages[0]?.path(paths) ?? paths.today()}
            className={current?.area.key === area.key ? 'lc-active' : ''}
            aria-current={current?.area.key === area.key ? 'page' : undefined}
          >
            {area.icon}
            {t(`area.${area.key}`)}
          </Link>
        ))}
        <button type="button" aria-expanded={open} onClick={() => setOpen(true)}>
          <MenuOutlined />
          {t('more')}
        </button>
      </nav>
      <Drawer
        open={open}
        placement="left"
        size={DRAWER_WIDTH_PIXELS}
        title="留池 Liuchi"
        onClose={() => setOpen(false)}
        styles={{ body: { padding: 8 } }}
      >
        <SideMenu onGo={() => setOpen(false)} />
      </Drawer>
    </>
  )
}
