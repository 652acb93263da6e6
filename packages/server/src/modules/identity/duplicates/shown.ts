/** Suggestions as answers: the two people as they are now, and what stands in the fields that are reasons. */
import type { Handles } from '../../../platform/handles.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import { type PersonRead, readPersons } from '../person-read.ts'
import { maskPersonal } from '../personal.ts'
import { personId } from '../persons.ts'
import type { DuplicatePerson, DuplicateReason, DuplicateSuggestion } from './contract.ts'
import type { FoundReason } from './matching/find.ts'
import { type FieldValue, feedOfTrait, fieldValues } from './matching/person-fields.ts'
import { hasHan } from './matching/spelling.ts'
import type { SuggestionRow } from './screens.ts'
import { reasonWords } from './words.ts'

/** Values shown of one field of one person. */
const MAX_VALUES = 3

/** In the order of the rows; one whose people are gone is left out. */
export async function showSuggestions(
  handles: Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>,
  input: { workspaceId: number; rows: readonly SuggestionRow[]; locale: Locale },
): Promise<DuplicateSuggestion[]> {
  const { workspaceId, rows, locale } = input
  const persons = [...new Set(rows.flatMap(({ aPerson, bPerson }) => [aPerson, bPerson]))]
  const read = await readPersons(handles, { workspaceId, persons, unmasked: false })
  const known = new Map(read.map((person) => [person.person, { shown: shownPerson(person), values: valuesOf(person) }]))
  return rows.flatMap((row) => {
    const [a, b] = [known.get(row.aPerson), known.get(row.bPerson)]
    if (!a || !b) return []
    return {
      id: String(row.id),
      score: row.score,
      state: row.state,
      reasons: row.reasons.map((reason) => shownReason(reason, { values: [a.values, b.values], locale })),
      persons: [a.shown, b.shown],
      foundAt: row.foundAt.toISOString(),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decidedBy: row.decidedBy,
    }
  })
}

/** Phone numbers and e-mail addresses come masked already, as identifiers do; those in traits and unknown numbers are masked here. */
function valuesOf(person: PersonRead): FieldValue[] {
  const identifiers = person.identifiers.flatMap(({ kind, value }): FieldValue[] =>
    kind === 'phone' || kind === 'email' ? [{ field: kind, of: '', text: value, written: value }] : [],
  )
  const traits = fieldValues({ traits: Object.entries(person.traits), phones: [], emails: [] })
  return [...identifiers, ...traits.map(masked)]
}

function masked(value: FieldValue): FieldValue {
  const { field, text } = value
  if (field === 'email') return { ...value, written: maskPersonal('email', text) }
  if (field !== 'phone' && field !== 'number') return value
  return { ...value, written: maskPersonal('phone', field === 'phone' ? `+${text}` : text) }
}

function shownReason(reason: FoundReason, input: { values: readonly [FieldValue[], FieldValue[]]; locale: Locale }): DuplicateReason {
  const { field, level, weight, of } = reason
  const [a, b] = input.values.map((values) => {
    const own = values.filter((value) => value.field === field && value.of === of).map(({ written }) => written)
    return own.length === 0 ? null : [...new Set(own)].slice(0, MAX_VALUES).join(' · ')
  })
  return { field, level, weight, words: reasonWords(reason, input.locale), values: [a ?? null, b ?? null] }
}

function shownPerson(person: PersonRead): DuplicatePerson {
  const traits = Object.fromEntries(Object.entries(person.traits).filter(([name]) => isShown(feedOfTrait(name))))
  return { id: personId(person.person), name: nameOf(person.traits), traits, identifiers: person.identifiersTotal }
}

/** Phone numbers, e-mail addresses and numbers of unknown meaning are shown as masked reasons only. */
function isShown(feed: string | undefined): boolean {
  return feed !== undefined && feed !== 'phone' && feed !== 'email'
}

function nameOf(traits: Readonly<Record<string, unknown>>): string | null {
  const read = (wanted: string) => {
    const value = Object.entries(traits).find(([name, one]) => feedOfTrait(name) === wanted && typeof one === 'string' && one !== '')?.[1]
    return typeof value === 'string' ? value : undefined
  }
  const [given, surname] = [read('given'), read('surname')]
  const parted = given && surname ? (hasHan(surname) ? `${surname}${given}` : `${given} ${surname}`) : (given ?? surname)
  return read('name') ?? parted ?? read('nickname') ?? null
}
