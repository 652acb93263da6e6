/** The tables of the README, from the declarations themselves. `node src/readme-table.ts` writes them; a test fails when they have drifted. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Area } from './area.ts'
import { allAreas } from './sandbox.ts'
import type { Verb } from './verb.ts'

const README = fileURLToPath(new URL('../README.md', import.meta.url))
const BEGIN = (name: string) => `<!-- ${name}: written by src/readme-table.ts -->`
const END = (name: string) => `<!-- end of ${name} -->`

/** The README with its tables as they should be. @throws Error when a table's place is missing */
export function withTables(readme: string, areas: readonly Area[]): string {
  const withCalls = replaceBetween(readme, 'calls', callsTable(areas))
  return replaceBetween(withCalls, 'verbs', verbsTable(areas))
}

function callsTable(areas: readonly Area[]): string {
  const rows = areas.flatMap((area) =>
    area.calls.map(({ method, path, limits, source }) => row(`${method} \`${path}\``, area.name, 'yes', limits, source)),
  )
  return [row('interface', 'area', 'covered', 'limits kept', 'source'), row('---', '---', '---', '---', '---'), ...rows].join('\n')
}

function verbsTable(areas: readonly Area[]): string {
  const rows = areas.flatMap((area) => area.verbs.map((verb) => row(`\`${verb.name}\``, verb.actor, fieldsOf(verb), area.name)))
  return [row('verb', 'who', 'fields (? optional)', 'area'), row('---', '---', '---', '---'), ...rows].join('\n')
}

function fieldsOf(verb: Verb): string {
  const schema = z.toJSONSchema(verb.shape, { io: 'input', unrepresentable: 'any' })
  const required = new Set(schema.required ?? [])
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}\`${required.has(name) ? '' : '?'}`)
    .join(', ')
}

/** Bars inside a cell would end it. */
function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function replaceBetween(text: string, name: string, table: string): string {
  const from = text.indexOf(BEGIN(name))
  const to = text.indexOf(END(name))
  if (from === -1 || to < from) throw new Error(`README.md has no place for the table of ${name}`)
  return `${text.slice(0, from + BEGIN(name).length)}\n\n${table}\n\n${text.slice(to)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withTables(readFileSync(README, 'utf8'), allAreas))
}
