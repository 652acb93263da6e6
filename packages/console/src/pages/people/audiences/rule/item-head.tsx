/** The head of an item: a handle to drag and to move by key, whether it must hold or not, what it is, and what can be done with it. */
import { DeleteOutlined, HolderOutlined, MoreOutlined } from '@ant-design/icons'
import { useDraggable } from '@dnd-kit/core'
import { Button, Dropdown, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditing } from './editing.ts'
import { itemKey } from './item-keys.ts'
import { pathKey } from './rule-check.ts'
import { duplicate, type Item, indent, outdent, type Path, shift } from './rule-draft.ts'

export interface ItemHeadProps {
  readonly item: Item
  readonly path: Path
  readonly label: string
  readonly children: ReactNode
}

export function ItemHead({ item, path, label, children }: ItemHeadProps) {
  const { t } = useTranslation('audiences')
  const editing = useEditing()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef } = useDraggable({ id: pathKey(path), data: { path } })
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (!itemKey(editing, path, event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={setNodeRef} className="lc-rule-head">
      <button
        ref={setActivatorNodeRef}
        type="button"
        className="lc-rule-handle"
        title={t('move.how')}
        {...attributes}
        {...listeners}
        onKeyDown={onKeyDown}
        aria-label={t('move.handle', { what: label })}
      >
        <HolderOutlined />
      </button>
      <Select
        size="small"
        aria-label={t('holds.label')}
        className={item.not ? 'lc-rule-not' : ''}
        popupMatchSelectWidth={false}
        value={item.not ? 'not' : 'yes'}
        options={[
          { value: 'yes', label: t('holds.yes') },
          { value: 'not', label: t('holds.not') },
        ]}
        onChange={(next: string) => editing.change(path, (one) => ({ ...one, not: next === 'not' }))}
      />
      <span className="lc-rule-title">{children}</span>
      <ItemMenu path={path} label={label} />
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t('remove', { what: label })}
        title={t('remove', { what: label })}
        onClick={() => editing.remove(path)}
      />
    </div>
  )
}

function ItemMenu({ path, label }: { readonly path: Path; readonly label: string }) {
  const { t } = useTranslation('audiences')
  const { root, move, isFull } = useEditing()
  const moves = [
    { key: 'up', keys: 'Alt ↑', moved: () => shift(root, path, -1) },
    { key: 'down', keys: 'Alt ↓', moved: () => shift(root, path, 1) },
    { key: 'in', keys: 'Alt →', moved: () => indent(root, path) },
    { key: 'out', keys: 'Alt ←', moved: () => outdent(root, path) },
    { key: 'copy', keys: 'Alt D', moved: () => (isFull ? undefined : duplicate(root, path)) },
  ] as const
  const items = () =>
    moves.map(({ key, keys, moved }) => {
      const next = moved()
      return {
        key,
        disabled: next === undefined,
        label: t(`move.${key}`),
        extra: <span className="lc-soft lc-small">{keys}</span>,
        onClick: () => move(next),
      }
    })
  return (
    <Dropdown trigger={['click']} destroyOnHidden menu={{ items: items() }}>
      <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('move.more', { what: label })} />
    </Dropdown>
  )
}
