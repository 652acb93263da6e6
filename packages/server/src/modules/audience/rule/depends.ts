/** What a rule stands on: events, traits, tags … by name. */

import { expanded } from './expand.ts'
import type { Dependencies, Known } from './operator.ts'
import type { Rule } from './rule.ts'
import { leavesOf } from './tree.ts'

/** Live audiences are looked through with `audiences`; those of `openKnown` will do. */
export function dependenciesOf(rule: Rule, audiences: Known['audiences'] = new Map()): Dependencies {
  const parts = [rule, expanded(rule, audiences)].flatMap(leavesOf).map((leaf) => leaf.depends())
  const union = <Key extends 'events' | 'traits' | 'tags' | 'audiences'>(key: Key) =>
    new Set(parts.flatMap((part) => [...(part[key] ?? [])]))
  const any = (key: 'anyEvent' | 'consents' | 'identifiers' | 'population') => parts.some((part) => part[key])
  return {
    events: union('events'),
    anyEvent: any('anyEvent'),
    traits: union('traits'),
    tags: union('tags'),
    consents: any('consents'),
    identifiers: any('identifiers'),
    audiences: union('audiences'),
    population: any('population'),
  }
}
