/** The published records with known duplicates (FEBRL 3), for the test and the bench: read, compared as the job compares, and judged. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { findDuplicates } from './matching/find.ts'
import { addPerson, openPeople } from './matching/people.ts'
import { fieldValues } from './matching/person-fields.ts'

interface FebrlRecord {
  /** Who the record is about: the truth, which the comparison never sees. */
  readonly entity: string
  readonly traits: readonly (readonly [name: string, value: string])[]
}

const FILE = 'febrl/dataset3.csv'

/** `without` names columns that nobody may look at. */
export function readFebrl(dataFolder: string, without: readonly string[] = []): FebrlRecord[] {
  const rows = parse(readFileSync(join(dataFolder, FILE), 'utf8'), { columns: true, trim: true }) as Record<string, string>[]
  return rows.map(({ rec_id, ...columns }) => ({
    entity: rec_id?.split('-')[1] ?? '',
    traits: Object.entries(columns).filter(([name, value]) => value !== '' && !without.includes(name)),
  }))
}

export interface FebrlReading {
  readonly suggested: number
  /** Of what was suggested, the share that is right. */
  readonly precision: number
  /** Of the true pairs, the share that was suggested. */
  readonly recall: number
}

/** Suggestions at the default threshold against the true pairs. */
export function judgeFebrl(records: readonly FebrlRecord[]): FebrlReading {
  const people = openPeople()
  for (const [id, { traits }] of records.entries()) addPerson(people, id, fieldValues({ traits, phones: [], emails: [] }))
  const { pairs } = findDuplicates(people)
  const right = pairs.filter(({ a, b }) => records[a]?.entity === records[b]?.entity).length
  const sizes = [...Map.groupBy(records, ({ entity }) => entity).values()].map((own) => own.length)
  const truth = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  return { suggested: pairs.length, precision: right / pairs.length, recall: right / truth }
}
