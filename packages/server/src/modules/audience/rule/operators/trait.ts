/** `trait`: a fact about the person, folded over the atoms by the rule of the trait exactly as `identity/person-traits.ts` does. */
import { sharesPerson, valueConditionSql } from '../../../events/index.ts'
import { TRAITS_COPY } from '../../copies/table.ts'
import type { LeafSql, Operator, Scope, Together } from '../operator.ts'
import { conditionWords } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'
import { traitFound } from './trait-found.ts'

type TraitConfig = LeafConfig<'trait'>

/** The name under which the moment of the last deletion of all traits is kept. */
const ALL_TRAITS = ''
/** Trust of what somebody edited by hand: the greatest. */
const EDITED_TRUST = 3

export const traitOperator: Operator<'trait'> = {
  name: 'trait',
  sql: (leaf, scope) => {
    if (isUnknown(leaf, scope)) return undefined
    const trait = openTrait(leaf.name, scope)
    const state = stateSql(leaf, scope)
    return {
      rows: rowsSql(trait, { states: [state], only: scope.onlyPeople(), why: scope.people !== undefined }),
      ...answer(leaf, 0),
      measures: { state: 'state_0', text: 'text', type: 'type' },
      ...(scope.people ? {} : { bitmap: bitmapSql(trait, leaf, state) }),
    }
  },
  together,
  words: (leaf) => {
    if (leaf.op === 'exists')
      return leaf.value
        ? { zh: `有“${leaf.name}”`, en: `have a “${leaf.name}”` }
        : { zh: `没有“${leaf.name}”`, en: `have no “${leaf.name}”` }
    const { zh, en } = conditionWords({ op: leaf.op, value: leaf.value })
    return { zh: `“${leaf.name}”${zh}`, en: `have a “${leaf.name}” that ${en}` }
  },
  found: (leaf, measures) => traitFound(leaf.name, measures),
  depends: ({ name }) => ({ traits: new Set([name]) }),
}

/** What an atom or person has: no value, one that does not fit, or one that does. JSON's null is no value. */
const NOTHING = 0
const FITS = 2

/** Holds for whoever lacks the trait. */
function isNegative(leaf: TraitConfig): boolean {
  return leaf.op === 'exists' && !leaf.value
}

function isUnknown(leaf: TraitConfig, { known }: Scope): boolean {
  return isNegative(leaf) && !known.traitNames.has(leaf.name)
}

function answer(leaf: TraitConfig, place: number): Pick<LeafSql, 'holds' | 'holdsWithoutRow'> {
  const negative = isNegative(leaf)
  return { holds: `state_${place} = ${negative ? NOTHING : FITS}`, holdsWithoutRow: negative }
}

/** Leaves of one trait share its rows. */
function together(leaves: readonly TraitConfig[], scope: Scope): Together {
  const asked = leaves.map((leaf, index) => ({ leaf, index })).filter(({ leaf }) => !isUnknown(leaf, scope))
  const passes = [...Map.groupBy(asked, ({ leaf }) => leaf.name)].map(([name, same]) => {
    const states = same.map(({ leaf }) => stateSql(leaf, scope))
    const answers = same.map(({ leaf, index }, place) => `(${index}, toUInt8(${answer(leaf, place).holds}))`)
    return `
      SELECT (arrayJoin([${answers.join(', ')}]) AS one).1 AS leaf, person, one.2 AS now, 0 AS flip
      FROM (${rowsSql(openTrait(name, scope), { states, only: scope.onlyPeople(), why: false })})`
  })
  return { rows: passes.join(' UNION ALL '), holdsWithoutRow: leaves.map((leaf) => isNegative(leaf) && !isUnknown(leaf, scope)) }
}

/** A trait written for one scope. */
interface Trait {
  readonly person: string
  readonly workspace: string
  readonly name: string
  /** The name under which deletions are. */
  readonly deletions: string
  /** Of one row: the greater decides for the person (Int64). */
  readonly standing: string
}

function openTrait(name: string, scope: Scope): Trait {
  const { parameters, workspaceId, known } = scope
  return {
    person: scope.person(),
    workspace: `workspace = ${parameters.bind('UInt32', workspaceId)}`,
    name: parameters.bind('String', name),
    deletions: parameters.bind('String', ALL_TRAITS),
    standing: standingSql(known.traitRules.get(name)),
  }
}

/** Of one row: `NOTHING`, 1 or `FITS`. */
function stateSql(leaf: TraitConfig, scope: Scope): string {
  return `multiIf(set = 0 OR type = 'null', ${NOTHING}, ${valueSql(leaf, scope)}, ${FITS}, 1)`
}

/** One row a person who ever had the trait, with `state_0` … of the person, and what to tell when asked `why`. */
function rowsSql(trait: Trait, { states, only, why }: { states: readonly string[]; only: string; why: boolean }): string {
  // Of values that stand alike the one of the later atom decides. One number, because comparing tuples is ten times slower.
  const decides = (value: string) => `argMaxIf(${value}, bitShiftLeft(toInt128(standing), 64) + atom, mine)`
  const each = (column: (place: number) => string) => states.map((_, place) => column(place)).join(', ')
  return `
    SELECT person, ${each((place) => `if(deletions > 0 AND deleted > best, ${NOTHING}, decided_${place}) AS state_${place}`)}${why ? ', text, type' : ''}
    FROM (
      SELECT ${trait.person} AS person, ${each((place) => `${decides(`atom_${place}`)} AS decided_${place}`)},
        maxIf(standing, mine) AS best, countIf(NOT mine) AS deletions, maxIf(standing, NOT mine) AS deleted
        ${why ? `, ${decides('shown')} AS text, ${decides('kind')} AS type` : ''}
      FROM (
        SELECT atom, name = ${trait.name} AS mine, ${trait.standing} AS standing,
          ${states.map((state, place) => `toUInt8(${state}) AS atom_${place}`).join(', ')}${why ? ', text AS shown, toString(type) AS kind' : ''}
        FROM ${TRAITS_COPY} FINAL
        WHERE ${trait.workspace} AND name IN (${trait.name}, ${trait.deletions}) ${only}
      )
      GROUP BY person
      HAVING countIf(mine) > 0
    )`
}

/** Most people are one atom, whose row says it all; only of the others, and where traits were deleted, rows are put together. */
function bitmapSql(trait: Trait, leaf: TraitConfig, state: string): string {
  const { workspace } = trait
  const deleted = `(SELECT groupBitmapState(atom) FROM ${TRAITS_COPY} WHERE ${workspace} AND name = ${trait.deletions})`
  const together = `(${sharesPerson()} OR bitmapContains(${deleted}, atom))`
  const alone = `SELECT groupBitmapState(atom) FROM ${TRAITS_COPY} FINAL WHERE ${workspace} AND name = ${trait.name}`
  const counts = isNegative(leaf) ? `> ${NOTHING}` : `= ${FITS}`
  const rows = rowsSql(trait, { states: [state], only: `AND ${together}`, why: false })
  return `bitmapOr((${alone} AND ${state} ${counts} AND NOT ${together}), (SELECT groupBitmapState(person) FROM (${rows}) WHERE state_0 ${counts}))`
}

/** How an atom's value stands among those of the person: one number, of which the greater decides. Moments fit into 54 bits. */
function standingSql(rule: string | undefined): string {
  if (rule === 'trusted') return 'bitShiftLeft(toInt64(trust), 56) + changed_ms'
  if (rule !== 'first') return 'changed_ms * 256 + trust'
  const edited = `trust = ${EDITED_TRUST}`
  return `bitShiftLeft(toInt64(multiIf(${edited}, 1, set = 0, -1, 0)), 56) + if(${edited} OR set = 0, changed_ms, -changed_ms)`
}

/** Of a contact only that there is one came here, so nothing else holds for it. */
function valueSql(leaf: TraitConfig, { parameters }: Scope): string {
  const { name: _, ...condition } = leaf
  if (condition.op === 'exists') return '1'
  const plain = valueConditionSql({ path: 'text', text: 'text', number: 'toFloat64OrNull(text)', exists: '1' }, condition, parameters)
  const value =
    condition.op === 'contains' ? `if(type = 'list', has(list, ${parameters.bind('String', condition.value)}), ${plain})` : plain
  return `type != 'hidden' AND (${value})`
}
