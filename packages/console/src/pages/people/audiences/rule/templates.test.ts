/** Every template is a finished rule. */
import { expect, test } from 'vitest'
import { isFinished } from './rule-check.ts'
import { TEMPLATE_KEYS, templatesOn } from './templates.ts'

test('every template can be counted as it is', () => {
  const templates = templatesOn('2026-07-04')
  expect(templates.map(({ key }) => key)).toEqual(TEMPLATE_KEYS)
  expect(templates.filter(({ rule }) => !isFinished(rule))).toEqual([])
  expect(JSON.stringify(templates)).toContain('"-07-"')
})
