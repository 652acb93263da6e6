/** How an interest tag is reckoned, while it is being set. */
import type { InterestSettings, putTagInterest } from '@liuchi/server/contract/audience/tags'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { finishedLeaf } from '../audiences/rule/conditions-json.ts'
import type { LeafValue } from '../audiences/rule/rule-draft.ts'

export interface InterestEvent {
  readonly name: string
  readonly weight: number
  /** Conditions as JSON, perhaps unfinished. */
  readonly where?: readonly object[]
}

export interface InterestDraft {
  readonly events: readonly InterestEvent[]
  readonly property: string
  readonly halfLifeDays: number
  readonly topPerPerson: number
  readonly minScore: number
  readonly every: string
}

/** Looking, wanting and buying, each worth more than the one before. */
export const firstInterest: InterestDraft = {
  events: [
    { name: 'view', weight: 1 },
    { name: 'favorite', weight: 2 },
    { name: 'cart', weight: 3 },
    { name: 'buy', weight: 5 },
  ],
  property: 'category',
  halfLifeDays: 30,
  topPerPerson: 5,
  minScore: 1,
  every: 'P1D',
}

export function interestDraft({ events, ...rest }: InterestSettings): InterestDraft {
  const { property, halfLifeDays, topPerPerson, minScore, every } = rest
  return {
    events: events.map(({ name, weight, where }) => ({ name, weight, ...(where ? { where } : {}) })),
    property,
    halfLifeDays,
    topPerPerson,
    minScore,
    every,
  }
}

export function isInterestDraft(value: unknown): value is InterestDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof InterestDraft, unknown>>
  const numbers = [draft.halfLifeDays, draft.topPerPerson, draft.minScore]
  return (
    Array.isArray(draft.events) &&
    draft.events.every((one: unknown) => typeof one === 'object' && one !== null && 'name' in one && 'weight' in one) &&
    typeof draft.property === 'string' &&
    typeof draft.every === 'string' &&
    numbers.every((one) => typeof one === 'number')
  )
}

export function interestBody({ events, ...rest }: InterestDraft): BodyInputOf<typeof putTagInterest> {
  const asked = events.map((event) => finishedLeaf(event as unknown as LeafValue))
  return { ...rest, events: asked as unknown as BodyInputOf<typeof putTagInterest>['events'] }
}
