/** Adds a condition or a group to a group. */
import { PlusOutlined } from '@ant-design/icons'
import type { OperatorName } from '@liuchi/server/contract/audience/rule'
import { Button, Dropdown, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { leafKinds, leafMenu, newLeaf } from './leaf-kinds.tsx'
import type { GroupItem, Item, Mode } from './rule-draft.ts'

export interface AddMenuProps {
  readonly mode: Mode
  /** Nothing more fits. */
  readonly isFull: boolean
  /** What an operator offers may depend on itself: an audience in its own rule. */
  readonly without?: readonly OperatorName[]
  readonly onAdd: (item: Item) => void
}

function groupWithin(mode: Mode): GroupItem {
  return { kind: 'group', not: false, mode: mode === 'all' ? 'any' : 'all', items: [] }
}

export function AddMenu({ mode, isFull, without = [], onAdd }: AddMenuProps) {
  const { t } = useTranslation('audiences')
  const items = leafMenu.map(({ key, ops }) => ({
    key,
    type: 'group' as const,
    label: t(`menu.${key}`),
    children: ops
      .filter((op) => !without.includes(op))
      .map((op) => ({ key: op, icon: leafKinds[op].icon, label: t(`leaf.${op}`), onClick: () => onAdd(newLeaf(op)) })),
  }))
  return (
    <Space size={4} wrap>
      <Dropdown trigger={['click']} destroyOnHidden disabled={isFull} menu={{ items }}>
        <Button size="small" type="dashed" icon={<PlusOutlined />} title={isFull ? t('full') : undefined}>
          {t('add')}
        </Button>
      </Dropdown>
      <Button size="small" type="text" icon={<PlusOutlined />} disabled={isFull} onClick={() => onAdd(groupWithin(mode))}>
        {t('addGroup')}
      </Button>
    </Space>
  )
}
