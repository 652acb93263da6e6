/**
 * Counts equal rows of one file exactly, in bounded memory. The rows are known by 64 bits of their hash; a table that is full goes to a file
 * beside the upload and leaves one byte a place in memory, which answers nearly every later question without reading.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Repeats {
  /** How many equal rows came before this one. `high` and `low` are 32 bits each, evenly spread. */
  count(high: number, low: number): number
  /** Removes what was written. */
  close(): void
}

/** Places of the table in memory, 12 bytes each; it is full at five eighths. */
const MAX_PLACES = 1 << 22
const FIRST_PLACES = 1 << 14
const WORDS = 3
const PLACE_BYTES = 12

/** A table of places: high and low word of the row's hash, and how often it came (0 = free). Collisions go to the next place. */
interface Table {
  readonly places: number
  readonly words: Uint32Array
  used: number
}

/** A full table on disk. */
interface Run {
  readonly places: number
  /** Of each place 0 when free, else one to 255 of the row's hash. */
  readonly marks: Uint8Array
  readonly file: number
}

/** `folder` takes temporary files when the file has more than about 2.6 million different rows. */
export function openRepeats(input: { folder: string; maxPlaces?: number }): Repeats {
  const maxPlaces = input.maxPlaces ?? MAX_PLACES
  const runs: Run[] = []
  let folder: string | undefined
  let table = newTable(Math.min(FIRST_PLACES, maxPlaces))
  return {
    count: (high, low) => {
      const at = findPlace(table, high, low)
      const known = table.words[at + 2] ?? 0
      const before = known > 0 ? known : countInRuns(runs, high, low)
      table.words[at] = high
      table.words[at + 1] = low
      table.words[at + 2] = before + 1
      if (known === 0 && ++table.used * 8 > table.places * 5) {
        if (table.places < maxPlaces) table = grown(table)
        else {
          folder ??= mkdtempSync(join(input.folder, 'rows-'))
          runs.push(writeRun(table, join(folder, String(runs.length))))
          table = newTable(table.places)
        }
      }
      return before
    },
    close: () => {
      for (const run of runs) closeSync(run.file)
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function newTable(places: number): Table {
  return { places, words: new Uint32Array(places * WORDS), used: 0 }
}

function findPlace(table: Table, high: number, low: number): number {
  const { words, places } = table
  let place = low & (places - 1)
  for (;;) {
    const at = place * WORDS
    if (words[at + 2] === 0 || (words[at] === high && words[at + 1] === low)) return at
    place = (place + 1) & (places - 1)
  }
}

function grown(table: Table): Table {
  const larger = newTable(table.places * 2)
  for (let at = 0; at < table.words.length; at += WORDS) {
    const count = table.words[at + 2] ?? 0
    if (count === 0) continue
    const to = findPlace(larger, table.words[at] ?? 0, table.words[at + 1] ?? 0)
    larger.words.set(table.words.subarray(at, at + WORDS), to)
  }
  larger.used = table.used
  return larger
}

function mark(high: number): number {
  return (high % 255) + 1
}

function writeRun(table: Table, path: string): Run {
  const marks = new Uint8Array(table.places)
  for (let place = 0; place < table.places; place++) {
    if (table.words[place * WORDS + 2] !== 0) marks[place] = mark(table.words[place * WORDS] ?? 0)
  }
  const file = openSync(path, 'wx+', 0o600)
  const bytes = new Uint8Array(table.words.buffer)
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
  return { places: table.places, marks, file }
}

/** The newest run that knows the row has its whole count. */
function countInRuns(runs: readonly Run[], high: number, low: number): number {
  for (let index = runs.length - 1; index >= 0; index--) {
    const run = runs[index]
    const count = run ? countInRun(run, high, low) : 0
    if (count > 0) return count
  }
  return 0
}

const found = new Uint32Array(WORDS)

function countInRun({ marks, places, file }: Run, high: number, low: number): number {
  const wanted = mark(high)
  for (let place = low & (places - 1); marks[place] !== 0; place = (place + 1) & (places - 1)) {
    if (marks[place] !== wanted) continue
    readSync(file, found, 0, PLACE_BYTES, place * PLACE_BYTES)
    if (found[0] === high && found[1] === low) return found[2] ?? 0
  }
  return 0
}
