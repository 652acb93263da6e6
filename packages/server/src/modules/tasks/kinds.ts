/** Kinds of tasks. A module that has something for people to do declares its kind; `app.ts` lists them. */
import type { Words } from '../../platform/i18n/locale.ts'
import type { Facts } from './tables.ts'

export interface TaskKind {
  /** `module.noun_verb`: `wecom.customer_lost`. Stands in stored tasks; never renamed. */
  readonly kind: string
  /** What is to be done, without an object: “挽回流失的客户”. */
  readonly title: Words
  /** One sentence about one task, from its facts: what happened, and what to do next. */
  readonly says: (facts: Facts) => Words
}

export type TaskKinds = ReadonlyMap<string, TaskKind>

/** @throws when two modules declare the same one */
export function taskKindsOf(kinds: readonly TaskKind[]): TaskKinds {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]))
  if (byName.size !== kinds.length) throw new Error('a kind of tasks is declared twice')
  return byName
}

/** Of a kind that this version does not have any more, its name. */
export function kindWords(kinds: TaskKinds, kind: string): Words {
  return kinds.get(kind)?.title ?? { zh: kind, en: kind }
}

export function taskWords(kinds: TaskKinds, { kind, facts }: { kind: string; facts: Facts }): Words {
  return kinds.get(kind)?.says(facts) ?? { zh: '', en: '' }
}
