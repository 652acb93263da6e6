/**
 * Edits a rule as a tree of groups and conditions: with the mouse or a finger by dragging, with the keyboard by the keys of `item-keys`.
 * Knows nothing of where the rule is kept.
 */
import {
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { OperatorName } from '@liuchi/server/contract/audience/rule'
import { Alert } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changedField, type Editing, EditingContext } from './editing.ts'
import { isFull, isTooDeep, type Problems, pathKey } from './rule-check.ts'
import { changeAt, type GroupItem, insertAt, itemAt, moveTo, type Path, type RuleJson, removeAt, rootOf, ruleOf } from './rule-draft.ts'
import { RuleGroup } from './rule-group.tsx'

/** A click on the handle is no drag yet. */
const DRAG_FROM_PIXELS = 6
/** How much the indentation under the pointer counts beside its height, when a gap is chosen. */
const INDENT_WEIGHT = 0.3

/** The page scrolls by itself only close to its upper and lower edge. */
const AUTO_SCROLL = { threshold: { x: 0, y: 0.08 } }

export interface RuleEditorProps {
  readonly rule: RuleJson
  /** `what` names a field that is being typed in. */
  readonly onChange: (rule: RuleJson, what?: string) => void
  readonly problems: Problems
  /** Operators that make no sense here. */
  readonly without?: readonly OperatorName[]
}

const NONE: readonly OperatorName[] = []

/** The gap nearest to the pointer: by height, and among gaps of one height by how far in they begin. */
const nearestGap: CollisionDetection = (input) => {
  const { pointerCoordinates: at, droppableContainers, droppableRects } = input
  if (!at) return closestCenter(input)
  const distances = droppableContainers.flatMap((container) => {
    const rect = droppableRects.get(container.id)
    if (!rect || container.disabled) return []
    const value = Math.abs(at.y - (rect.top + rect.height / 2)) + INDENT_WEIGHT * Math.abs(at.x - rect.left)
    return [{ id: container.id, data: { droppableContainer: container, value } }]
  })
  return distances.sort((a, b) => a.data.value - b.data.value)
}

/** Where an item went, for the focus and for the ear. */
interface Followed {
  readonly key: string
  readonly words: string
}

function useFollowing() {
  const place = useRef<HTMLDivElement>(null)
  const [followed, follow] = useState<Followed>()
  useEffect(() => {
    if (followed) place.current?.querySelector<HTMLElement>(`[data-rule-path="${followed.key}"] > .lc-rule-head .lc-rule-handle`)?.focus()
  }, [followed])
  return { place, followed, follow }
}

function useEditingOf({ rule, onChange, problems, without = NONE }: RuleEditorProps, follow: (followed: Followed) => void): Editing {
  const { t } = useTranslation('audiences')
  const root = useMemo(() => rootOf(rule), [rule])
  return useMemo(() => {
    const put = (next: GroupItem, what?: string) => onChange(ruleOf(next), what)
    const followTo = (next: GroupItem, path: Path) => {
      const group = itemAt(next, path.slice(0, -1))
      const of = group?.kind === 'group' ? group.items.length : 1
      follow({ key: pathKey(path), words: t('move.moved', { place: (path.at(-1) ?? 0) + 1, of, level: path.length }) })
    }
    return {
      root,
      problems,
      without,
      isFull: isFull(root),
      put,
      move: (moved) => {
        if (!moved) return
        put(moved.root)
        followTo(moved.root, moved.path)
      },
      add: (parent, item) => {
        const group = itemAt(root, parent)
        if (group?.kind === 'group') put(insertAt(root, parent, group.items.length, item))
      },
      remove: (path) => {
        const next = removeAt(root, path)
        put(next)
        const before = [...path.slice(0, -1), Math.max(0, (path.at(-1) ?? 0) - 1)]
        if (itemAt(next, before)) followTo(next, before)
      },
      change: (path, change) => put(changeAt(root, path, change)),
      edit: (path, before, after) => {
        const field = changedField(before, after)
        const next = changeAt(root, path, (item) => (item.kind === 'leaf' ? { ...item, value: after } : item))
        put(next, field === undefined ? undefined : `${pathKey(path)}:${field}`)
      },
    }
  }, [root, onChange, problems, without, follow, t])
}

function useDragging({ root, move }: Editing) {
  const [dragged, drag] = useState<Path>()
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: DRAG_FROM_PIXELS } }))
  return {
    dragged,
    sensors,
    onDragStart: ({ active }: { active: DragEndEvent['active'] }) => drag(active.data.current?.path as Path),
    onDragCancel: () => drag(undefined),
    onDragEnd: ({ active, over }: DragEndEvent) => {
      drag(undefined)
      const from = active.data.current?.path as Path | undefined
      const to = over?.data.current as { parent: Path; index: number } | undefined
      if (from && to) move(moveTo(root, from, to.parent, to.index))
    },
  }
}

export function RuleEditor(props: RuleEditorProps) {
  const { t } = useTranslation('audiences')
  const { place, followed, follow } = useFollowing()
  const editing = useEditingOf(props, follow)
  const { dragged, ...drag } = useDragging(editing)
  const lifted = dragged && itemAt(editing.root, dragged)
  const silent = () => undefined
  return (
    <EditingContext value={editing}>
      <DndContext
        {...drag}
        collisionDetection={nearestGap}
        autoScroll={AUTO_SCROLL}
        accessibility={{
          screenReaderInstructions: { draggable: t('move.how') },
          announcements: { onDragStart: silent, onDragOver: silent, onDragEnd: silent, onDragCancel: silent },
        }}
      >
        <div ref={place} className={dragged ? 'lc-rule lc-rule-dragging' : 'lc-rule'}>
          <RuleGroup item={editing.root} path={[]} dragged={dragged} />
        </div>
        <DragOverlay dropAnimation={null}>
          {lifted ? (
            <div className="lc-rule-lifted">{lifted.kind === 'leaf' ? t(`leaf.${lifted.op}`) : t(`mode.${lifted.mode}`)}</div>
          ) : null}
        </DragOverlay>
      </DndContext>
      {isTooDeep(editing.root) ? <Alert type="warning" showIcon title={t('tooDeep')} /> : null}
      <span className="lc-rule-said" role="status">
        {followed?.words}
      </span>
    </EditingContext>
  )
}
