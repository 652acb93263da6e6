/** What an operator of the rule is: one file each in `operators/`. */

import type { Words } from '../../../platform/i18n/locale.ts'
import type { Parameters } from '../../events/index.ts'
import type { LeafConfig, OperatorName, Rule } from './rule.ts'

/** Some people by all their atoms: `persons[i]` is the person of `atoms[i]`, read from Postgres, so a merge is in it at once. */
export interface SomePeople {
  readonly atoms: readonly number[]
  readonly persons: readonly number[]
}

/** What a leaf is compiled for. Sync: whatever must be looked up first is in `known`. */
export interface Scope {
  readonly workspaceId: number
  readonly timeZone: string
  /** What happened before this moment is known. Milliseconds. */
  readonly asOf: number
  readonly parameters: Parameters
  /** Everybody (undefined: figures through the dictionary), or these alone. */
  readonly people?: SomePeople | undefined
  readonly known: Known
  /** The person of an atom as an SQL expression, for everybody or for `people`: never write `personColumn()` in an operator. */
  person(): string
  /** `AND atom IN (…)` for `people`, empty for everybody: to stand in every WHERE over a table with atoms. */
  onlyPeople(): string
}

/** What Postgres says about what the rule names, read once a compilation. */
export interface Known {
  /** Somebody was erased: their orders are still among the events, and they must not be among the people of a rule. */
  readonly someErased: boolean
  /** Tags by name; `rivals` are the others of its exclusive group: a person of several atoms has the one put on last. */
  readonly tags: ReadonlyMap<string, { readonly id: number; readonly rivals: readonly number[] }>
  /** Audiences by id: live ones by their rule, static ones by their members. */
  readonly audiences: ReadonlyMap<string, { readonly name: string; readonly kind: 'live' | 'static'; readonly rule: Rule }>
  /** Traits that somebody here has or had, of those the rules ask to be missing. */
  readonly traitNames: ReadonlySet<string>
  /** How the value of a trait is chosen among sources; absent: `latest`. */
  readonly traitRules: ReadonlyMap<string, string>
  /** Thresholds of the tiers as the workspace set them or its repurchase cycle makes them. */
  readonly tiers: TierThresholds
  /** The fitted model in force at `asOf`; undefined before the first fit. */
  readonly model: { readonly id: number } | undefined
}

export interface TierThresholds {
  /** Days since the first event within which somebody is new. */
  readonly newDays: number
  /** Days without an event after which somebody is silent, and lost. */
  readonly silentDays: number
  readonly lostDays: number
  /** Days without an order after which a buyer's value stage is lost. */
  readonly valueLostDays: number
  /** Orders from which a buyer is of quality, and loyal. */
  readonly qualityOrders: number
  readonly loyalOrders: number
  /** Days within which looking, favouriting and putting into the cart still tell an intent. */
  readonly intentDays: number
  /** The brand's typical days between two orders of one buyer. */
  readonly cycleDays: number
  /** Fixed bounds of the RFM scores, from score 2 to score 5; undefined: quintiles. Days of `r` fall, orders of `f` and money of `m` rise. */
  readonly rfmBounds: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] } | undefined
}

/** A leaf as SQL over a subquery with at most one row a person. */
export interface LeafSql {
  /** Subquery with column `person` (UInt64, never 0) and what the expressions below use. Only people with a row can hold … */
  readonly rows: string
  /** … when this is true of it (UInt8). */
  readonly holds: string
  /** True when people WITHOUT a row hold (a count of 0 satisfies the comparison): the compiler takes it from everybody. */
  readonly holdsWithoutRow?: boolean
  /** Earliest moment (Int64, milliseconds, 0: never) at which it may flip although nothing happens. May be early, never late. */
  readonly flipsAt?: string
  /** What was found, for "why is she in": SQL expressions by name, told by `found` of the operator. */
  readonly measures?: Readonly<Record<string, string>>
  /**
   * For a leaf that holds for a person as soon as one of its atoms is in a set (an event done at least once, a tag): the query of those
   * atoms, one column `atom`, repeats allowed, that does not call `person()`. Everybody is then counted by it, several times faster.
   */
  readonly anyAtom?: string
  /**
   * Where there is a faster way than grouping `rows`: an SQL expression of the bitmap of people for whom it holds, with `holdsWithoutRow` of
   * those for whom it does not.
   */
  readonly bitmap?: string
}

/** Several leaves about some people, answered by one reading. */
export interface Together {
  /**
   * Query with at most one row a leaf and person: `leaf` (index among those asked for), `person`, `now` (whether it holds) and `flip` (as
   * `flipsAt` of `LeafSql`).
   */
  readonly rows: string
  /** Of each leaf. */
  readonly holdsWithoutRow: readonly boolean[]
}

/** What a rule stands on, so that a change of it is known to matter. */
export interface Dependencies {
  readonly events: ReadonlySet<string>
  /** Any event matters: lifecycle. */
  readonly anyEvent: boolean
  readonly traits: ReadonlySet<string>
  readonly tags: ReadonlySet<string>
  readonly consents: boolean
  readonly identifiers: boolean
  /** Audiences named, by id; of live ones the rule is looked through, so what it stands on is in here too. */
  readonly audiences: ReadonlySet<string>
  /** Depends on everybody else too (RFM quintiles) or on a model: people are re-evaluated together, not one by one. */
  readonly population: boolean
}

export interface Operator<Name extends OperatorName> {
  readonly name: Name
  /** SQL of the leaf; `undefined`: nobody (an unknown tag). */
  sql(leaf: LeafConfig<Name>, scope: Scope): LeafSql | undefined
  /** Where one reading can answer several leaves about `people`: live audiences ask many at once. */
  together?(leaves: readonly LeafConfig<Name>[], scope: Scope): Together
  /** The leaf in words, to follow "people who …" / "…的人": 「最近 30 天买过至少 2 次」. */
  words(leaf: LeafConfig<Name>, names: RuleNames): Words
  /** What was found for one person, from `measures` of the leaf's SQL: 「买过 3 次，最近一次 11 月 2 日」. `measures` is undefined without a row. */
  found(leaf: LeafConfig<Name>, measures: Readonly<Record<string, string | number>> | undefined, names: RuleNames): Words
  depends(leaf: LeafConfig<Name>): Partial<Dependencies>
}

/** Names for words. */
export interface RuleNames {
  readonly timeZone: string
  audience(id: string): string
}
