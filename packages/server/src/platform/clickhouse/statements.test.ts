import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitStatements } from './statements.ts'

test('semicolons in text, names and comments end nothing', () => {
  expect(
    splitStatements(`
      -- first; of all
      create table a (b String default ';''\\';');
      insert into \`x;y\` values ("z;" /* ; */);
      -- nothing; more
    `),
  ).toEqual([`-- first; of all\n      create table a (b String default ';''\\';')`, 'insert into `x;y` values ("z;" /* ; */)'])
})

test('empty pieces are no statements', () => {
  expect(splitStatements('')).toEqual([])
  expect(splitStatements(' ;; \n; /* only words */ ; -- and more')).toEqual([])
  expect(splitStatements('select 1')).toEqual(['select 1'])
})

test('what was joined comes apart again', () => {
  const text = fc.string().map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`)
  const name = fc.stringMatching(/^[a-z;]{1,8}$/).map((value) => `\`${value}\``)
  const comment = fc.stringMatching(/^[a-z;']{0,8}$/).map((value) => `/*${value}*/`)
  const statement = fc.array(fc.oneof(text, name, comment), { maxLength: 5 }).map((parts) => ['select', ...parts, 'x'].join(' '))
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
      expect(splitStatements(statements.join(' ;\n'))).toEqual(statements)
    }),
  )
})
