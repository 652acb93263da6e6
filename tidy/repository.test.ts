/** The repository against every rule. */
import { expect, test } from 'vitest'
import { findingLine } from './rule.ts'
import { rules } from './rules.ts'
import { readRepository } from './tree.ts'

const tree = readRepository()

test.each(rules)('$about ($name)', async (rule) => {
  expect((await rule.check(tree)).map(findingLine).join('\n')).toBe('')
})
