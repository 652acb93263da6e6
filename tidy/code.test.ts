/** What the parser's walk keeps of a file. */
import { expect, test } from 'vitest'
import { EXPRESSION, readCode } from './code.ts'

test('imports, with what vanishes when types are stripped', () => {
  const { imports } = readCode(
    'a.ts',
    `import type { A } from './a.ts'
import { x, type Y } from 'zod'
import { type Z } from './z.ts'
export * from './b.ts'
export { c } from './c.ts'
const d = await import('./d.ts')
type E = import('./e.ts').E`,
  )
  expect(imports.map(({ specifier, typeOnly, names }) => [specifier, typeOnly, names.join()])).toEqual([
    ['./a.ts', true, 'A'],
    ['zod', false, 'x,Y'],
    ['./z.ts', true, 'Z'],
    ['./b.ts', false, '*'],
    ['./c.ts', false, 'c'],
    ['./d.ts', false, '*'],
    ['./e.ts', true, ''],
  ])
  expect(imports.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('global-looking uses, constructions without arguments, and not comments', () => {
  const { uses } = readCode(
    'a.ts',
    `// Date.now()\nglobalThis.setTimeout(f, process.env['X'])\nnew Date()\nnew Date(0)\nif (a) console.log(Date.now?.())`,
  )
  const texts = uses.map(({ text }) => text)
  for (const wanted of ['setTimeout', 'process.env', 'new Date()', 'new Date', 'console.log', 'Date.now']) expect(texts).toContain(wanted)
  expect(uses.find(({ text }) => text === 'Date.now')?.line).toBe(5)
})

test('functions with their names and sizes', () => {
  const { functions, lines } = readCode('a.ts', `function one() {\n}\nconst two = () => {\n\n\n}\nconst o = { three() {} }\nf(() => 1)\n`)
  expect(functions.map(({ name, lines }) => [name, lines])).toEqual([
    ['one', 2],
    ['two', 4],
    ['three', 1],
    ['(unnamed)', 1],
  ])
  expect(lines).toBe(8)
})

test('texts know the tag or call that takes them, objects their keys', () => {
  const { texts, objects } = readCode('a.ts', `db.query({ name: "n", text: 'select 1' }); sql\`listen \${a}\`; sql.raw("set x = 1")`)
  expect(texts).toContainEqual({ value: `listen ${EXPRESSION}`, line: 1, usedBy: 'sql' })
  expect(texts).toContainEqual({ value: 'set x = 1', line: 1, usedBy: 'sql.raw' })
  expect(objects).toEqual([{ keys: ['name', 'text'], line: 1, usedBy: 'db.query' }])
})

test('a file that does not parse is named', () => {
  expect(() => readCode('broken.ts', 'const = 1')).toThrow('broken.ts')
})
