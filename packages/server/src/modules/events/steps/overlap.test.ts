import { describe, expect, it } from 'vitest'
import { overlappingSteps, requirementsOf, type Step } from './overlap.ts'

const page = (...where: NonNullable<Step['where']>): Step => ({ event: 'page', where })
const eq = (value: string | number | boolean) => ({ property: 'path', op: 'eq', value }) as const

describe('steps that one event could serve twice', () => {
  it.each<[string, Step[], number[][]]>([
    ['different events never', [{ event: 'view' }, { event: 'cart' }], []],
    ['the same event always', [{ event: 'view' }, { event: 'cart' }, { event: 'view' }], [[0, 2]]],
    ['one event with values that exclude each other', [page(eq('/a')), page(eq('/b'))], []],
    ['a value and a list that holds it', [page(eq('/a')), page({ property: 'path', op: 'in', value: ['/b', '/a'] })], [[0, 1]]],
    ['a value and a list without it', [page(eq('/a')), page({ property: 'path', op: 'in', value: ['/b', '/c'] })], []],
    ['a number and a text that reads as it', [page(eq(12)), page(eq('12.0'))], [[0, 1]]],
    ['two texts that read as one number', [page(eq('12')), page(eq('12.0'))], []],
    ['conditions on different properties', [page(eq('/a')), page({ property: 'shop', op: 'eq', value: 'b' })], [[0, 1]]],
    ['conditions that are not about equality', [page(eq('/a')), page({ property: 'path', op: 'contains', value: '/b' })], [[0, 1]]],
    ['a chain of overlaps is one group', [page(eq('/a')), page(eq('/b')), page()], [[0, 1, 2]]],
  ])('%s', (_, steps, groups) => {
    expect(overlappingSteps(steps)).toEqual(groups)
  })

  it('asks for enough events for every set of steps that overlap', () => {
    expect(requirementsOf([{ event: 'view' }, { event: 'cart' }, { event: 'view' }])).toEqual([
      { mask: 0b001, need: 1, first: 1, last: 1 },
      { mask: 0b101, need: 2, first: 1, last: 3 },
      { mask: 0b100, need: 1, first: 3, last: 3 },
      { mask: 0b010, need: 1, first: 2, last: 2 },
    ])
  })

  it('takes any number of equal steps, and few that merely overlap', () => {
    const equal = Array.from({ length: 20 }, () => ({ event: 'view' }))
    expect(requirementsOf(equal)).toHaveLength(210)
    const few = Array.from({ length: 6 }, (_, index) => page({ property: 'path', op: 'contains', value: String(index) }))
    expect(requirementsOf(few)).toHaveLength(63)
    expect(() => requirementsOf([...few, page()])).toThrow(expect.objectContaining({ code: 'events.steps_overlap' }))
  })
})
