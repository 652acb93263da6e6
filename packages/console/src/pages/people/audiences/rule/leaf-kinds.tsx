/** Every kind of leaf: how one starts, its picture, its editor, and what seeing its choices needs. */
import {
  ApartmentOutlined,
  CheckCircleOutlined,
  CrownOutlined,
  HeartOutlined,
  NodeIndexOutlined,
  PieChartOutlined,
  RiseOutlined,
  SendOutlined,
  TagOutlined,
  ThunderboltOutlined,
  UserOutlined,
} from '@ant-design/icons'
import type { OperatorName } from '@liuchi/server/contract/audience/rule'
import type { ComponentType, ReactNode } from 'react'
import { EventLeaf } from './leaves/event-leaf.tsx'
import type { LeafEditorProps } from './leaves/leaf-editor.ts'
import { AudienceLeaf, TagLeaf } from './leaves/named-leaves.tsx'
import { ConsentLeaf, ReachableLeaf } from './leaves/reach-leaves.tsx'
import { SequenceLeaf } from './leaves/sequence-leaf.tsx'
import { LifecycleLeaf, PredictionLeaf, RfmLeaf, ValueLeaf } from './leaves/tier-leaves.tsx'
import { TraitLeaf } from './leaves/trait-leaf.tsx'
import type { LeafItem, LeafValue } from './rule-draft.ts'

interface LeafKind {
  readonly icon: ReactNode
  /** A leaf just added. */
  readonly start: LeafValue
  readonly Editor: ComponentType<LeafEditorProps>
}

export const leafKinds: Readonly<Record<OperatorName, LeafKind>> = {
  event: { icon: <ThunderboltOutlined />, start: { name: '', within: 'P30D' }, Editor: EventLeaf },
  sequence: {
    icon: <NodeIndexOutlined />,
    start: { steps: [{ name: '' }, { name: '' }], withinSeconds: 86_400 },
    Editor: SequenceLeaf,
  },
  trait: { icon: <UserOutlined />, start: { name: '', op: 'eq' }, Editor: TraitLeaf },
  tag: { icon: <TagOutlined />, start: { name: '' }, Editor: TagLeaf },
  lifecycle: { icon: <HeartOutlined />, start: { in: ['active'] }, Editor: LifecycleLeaf },
  value: { icon: <CrownOutlined />, start: { in: ['loyal'] }, Editor: ValueLeaf },
  rfm: { icon: <PieChartOutlined />, start: { segment: ['champion'] }, Editor: RfmLeaf },
  prediction: { icon: <RiseOutlined />, start: { name: 'alive', gte: 0.5 }, Editor: PredictionLeaf },
  audience: { icon: <ApartmentOutlined />, start: { id: '' }, Editor: AudienceLeaf },
  consent: { icon: <CheckCircleOutlined />, start: { purpose: 'marketing', channel: 'all', state: 'granted' }, Editor: ConsentLeaf },
  reachable: { icon: <SendOutlined />, start: { channel: 'wecom' }, Editor: ReachableLeaf },
}

/** The kinds as a menu offers them, in groups that belong together. */
export const leafMenu: readonly { readonly key: 'did' | 'is' | 'tiers' | 'reach'; readonly ops: readonly OperatorName[] }[] = [
  { key: 'did', ops: ['event', 'sequence'] },
  { key: 'is', ops: ['trait', 'tag', 'audience'] },
  { key: 'tiers', ops: ['lifecycle', 'value', 'rfm', 'prediction'] },
  { key: 'reach', ops: ['reachable', 'consent'] },
]

export function newLeaf(op: OperatorName): LeafItem {
  return { kind: 'leaf', not: false, op, value: leafKinds[op].start }
}
