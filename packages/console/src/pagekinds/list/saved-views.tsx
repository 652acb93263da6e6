/** Saved views: a name for what the address of a list says. Kept in this browser. */
import { BookOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parsePreference, usePreference } from '../../preferences.ts'
import type { ListAddress } from './list-address.ts'

const VIEWS_MAX = 20
const NAME_MAX_CHARACTERS = 40

interface SavedView {
  readonly name: string
  readonly text: string
}

function isViews(value: unknown): value is SavedView[] {
  return Array.isArray(value) && value.every((view) => typeof view?.name === 'string' && typeof view?.text === 'string')
}

export interface SavedViewsProps {
  readonly listId: string
  readonly address: ListAddress
}

export function SavedViews({ listId, address }: SavedViewsProps) {
  const { t } = useTranslation('kinds')
  const [stored, store] = usePreference(`views.${listId}`)
  const views = parsePreference(stored, isViews, [])
  const [name, setName] = useState<string>()
  const keep = (next: readonly SavedView[]) => store(next.length > 0 ? JSON.stringify(next.slice(0, VIEWS_MAX)) : null)
  const save = () => {
    const wanted = name?.trim()
    if (!wanted) return
    keep([...views.filter((view) => view.name !== wanted), { name: wanted, text: address.text }])
    setName(undefined)
  }
  const items = [
    ...views.map((view) => ({
      key: `view:${view.name}`,
      label: view.name,
      onClick: () => address.replaceAll(view.text),
      extra: (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t('list.deleteView', { name: view.name })}
          onClick={(event) => {
            event.stopPropagation()
            keep(views.filter((other) => other.name !== view.name))
          }}
        />
      ),
    })),
    ...(views.length > 0 ? [{ type: 'divider' as const }] : []),
    { key: 'save', label: t('list.saveView'), disabled: address.text === '', onClick: () => setName('') },
  ]
  return (
    <>
      <Dropdown destroyOnHidden trigger={['click']} menu={{ items }}>
        <Button icon={<BookOutlined />}>{t('list.views')}</Button>
      </Dropdown>
      <Modal
        title={t('list.saveView')}
        open={name !== undefined}
        onOk={save}
        onCancel={() => setName(undefined)}
        okText={t('save')}
        width={420}
      >
        <Input
          autoFocus
          maxLength={NAME_MAX_CHARACTERS}
          value={name ?? ''}
          placeholder={t('list.viewName')}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={save}
        />
      </Modal>
    </>
  )
}
