/** A group of conditions: all of them or any of them must hold; between the conditions the gaps into which others are dropped. */
import { useDroppable } from '@dnd-kit/core'
import { Segmented } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { AddMenu } from './add-menu.tsx'
import { useEditing } from './editing.ts'
import { ItemHead } from './item-head.tsx'
import { pathKey } from './rule-check.ts'
import type { GroupItem, Item, Mode, Path } from './rule-draft.ts'
import { startsWith } from './rule-draft.ts'
import { RuleLeaf } from './rule-leaf.tsx'

export interface RuleItemProps<I extends Item> {
  readonly item: I
  readonly path: Path
  /** What is being dragged; nothing can be dropped into itself. */
  readonly dragged: Path | undefined
}

interface GapProps {
  readonly parent: Path
  readonly index: number
  readonly dragged: Path | undefined
}

function Gap({ parent, index, dragged }: GapProps) {
  const disabled = dragged !== undefined && startsWith(parent, dragged)
  const { setNodeRef, isOver } = useDroppable({ id: `${pathKey(parent)}:${index}`, data: { parent, index }, disabled })
  return <div ref={setNodeRef} className={isOver ? 'lc-rule-gap lc-rule-gap-over' : 'lc-rule-gap'} aria-hidden="true" />
}

function ModeChoice({ item, path }: { readonly item: GroupItem; readonly path: Path }) {
  const { t } = useTranslation('audiences')
  const { change } = useEditing()
  return (
    <Segmented<Mode>
      size="small"
      aria-label={t('mode.label')}
      value={item.mode}
      options={(['all', 'any'] as const).map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
      onChange={(mode) => change(path, (one) => (one.kind === 'group' ? { ...one, mode } : one))}
    />
  )
}

export function RuleGroup({ item, path, dragged }: RuleItemProps<GroupItem>) {
  const { t } = useTranslation('audiences')
  const { isFull, without, add, problems } = useEditing()
  const isRoot = path.length === 0
  const key = pathKey(path)
  const problem = problems.get(key)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like this in all browsers
    <div
      role="group"
      aria-label={isRoot ? t('rule') : t('group')}
      data-rule-path={key}
      className={isRoot ? 'lc-rule-root' : `lc-rule-item lc-rule-group lc-rule-${item.mode}`}
    >
      {isRoot ? (
        <div className="lc-rule-head">
          <ModeChoice item={item} path={path} />
        </div>
      ) : (
        <ItemHead item={item} path={path} label={t('group')}>
          <ModeChoice item={item} path={path} />
        </ItemHead>
      )}
      {problem ? <span className="lc-rule-problem">{t('problem.emptyGroup')}</span> : null}
      <div className="lc-rule-items">
        {item.items.map((below, index) => {
          const at = [...path, index]
          return (
            <Fragment key={pathKey(at)}>
              <div className="lc-rule-between">
                <Gap parent={path} index={index} dragged={dragged} />
                {index > 0 ? <span className="lc-rule-link">{t(`mode.${item.mode}Link`)}</span> : null}
              </div>
              {below.kind === 'group' ? (
                <RuleGroup item={below} path={at} dragged={dragged} />
              ) : (
                <RuleLeaf item={below} path={at} dragged={dragged} />
              )}
            </Fragment>
          )
        })}
        <Gap parent={path} index={item.items.length} dragged={dragged} />
      </div>
      <AddMenu mode={item.mode} isFull={isFull} without={without} onAdd={(made) => add(path, made)} />
    </div>
  )
}
