import { describe, expect, test } from 'vitest'
import { difference } from './compare.ts'

const between = (first: readonly [number, number], other: readonly [number, number], comparisons = 1) => {
  const found = difference({ part: first[0], all: first[1] }, { part: other[0], all: other[1] }, { comparisons })
  return found && [found.perThousand, found.from, found.to].map((value) => Number(value.toFixed(1)))
}

describe('what one variant has more than another', () => {
  // Newcombe (1998), table II, method 10: the published examples, with the second share first.
  test.each([
    [
      [48, 80],
      [56, 70],
      [200, 52.4, 333.9],
    ],
    [
      [3, 10],
      [9, 10],
      [600, 170.5, 809],
    ],
    [
      [2, 7],
      [6, 7],
      [571.4, 58.2, 806.2],
    ],
    [
      [0, 29],
      [5, 56],
      [89.3, -38.1, 192.6],
    ],
    [
      [0, 20],
      [0, 10],
      [0, -161.1, 277.5],
    ],
  ] as const)('%j and %j', (first, other, expected) => {
    expect(between(first, other)).toEqual(expected)
  })

  test('nobody reached says nothing, and more comparisons make the interval wider', () => {
    expect(between([0, 0], [1, 10])).toBeNull()
    const [, from = 0, to = 0] = between([5, 100], [9, 100], 1) ?? []
    const [, wider = 0, widest = 0] = between([5, 100], [9, 100], 3) ?? []
    expect([wider < from, widest > to]).toEqual([true, true])
  })
})
