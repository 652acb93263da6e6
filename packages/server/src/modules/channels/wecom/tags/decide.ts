/** What is to be done about a difference: pure. */
import type { Difference } from './differ.ts'

/**
 * `forget`: they do not have each other any more. `settle`: both sides agree. `tell`: the platform is to be told what is so here. `put_on`,
 * `take_off`: here it becomes as it is there.
 */
export type Decision = 'forget' | 'settle' | 'tell' | 'put_on' | 'take_off'

/**
 * The side that differs from what was agreed upon last has changed, and the last change counts. Where a call is open nobody knows what is there,
 * so it is said again as it is to be.
 */
export function decide({ held, here, there, agreed, direction, tries }: Difference): Decision {
  if (!held) return 'forget'
  // A link that was turned round leaves open what was being said.
  if (tries > 0) return direction === 'in' ? 'settle' : 'tell'
  if (here === there) return 'settle'
  if (direction === 'out') return 'tell'
  if (direction === 'both' && agreed !== here) return 'tell'
  return there ? 'put_on' : 'take_off'
}
