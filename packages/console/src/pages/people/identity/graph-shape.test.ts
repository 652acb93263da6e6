/** What hangs together in an identifier graph, what an undone merge takes away, and where a drawing puts it. */
import { expect, test } from 'vitest'
import { type GraphEdge, type IdentityGraph, separatedBy, shapeOf } from './graph-shape.ts'

const AT = '2026-01-01T00:00:00.000Z'

const edge = (a: string, b: string, mergeId: string | null): GraphEdge => ({
  a,
  b,
  mergeId,
  what: mergeId === null ? 'met' : 'merged',
  reason: mergeId === null ? 'shared' : null,
  cause: 'event',
  source: 'segment',
  at: AT,
})

const graphOf = (atoms: readonly string[], edges: readonly GraphEdge[]): IdentityGraph => ({
  nodes: atoms.map((atom) => ({ atom, kind: 'user_id', value: `u${atom}`, since: AT, shared: false })),
  edges: [...edges],
  more: false,
})

/** 1–2–3 and 1–4, and 9 that only met 3. */
const chain = graphOf(['1', '2', '3', '4', '9'], [edge('2', '1', 'm1'), edge('2', '3', 'm2'), edge('1', '4', 'm3'), edge('3', '9', null)])

test('what only met is not part of the person', () => {
  const { own, joinedBy } = shapeOf(chain, '1')
  expect([...own].sort()).toEqual(['1', '2', '3', '4'])
  expect([joinedBy.get('1'), joinedBy.get('2')?.mergeId, joinedBy.get('3')?.mergeId]).toEqual([undefined, 'm1', 'm2'])
})

test('undoing the first merge of a chain takes everything behind it', () => {
  const left = (mergeId: string) => separatedBy(chain, '1', mergeId)?.map(({ atom }) => atom)
  expect({ first: left('m1'), last: left('m2'), other: left('m3'), unknown: left('m7') }).toEqual({
    first: ['2', '3'],
    last: ['3'],
    other: ['4'],
    unknown: undefined,
  })
})

test('columns grow outwards, no two stand on one place, and nothing is left out', () => {
  const { places } = shapeOf(chain, '1')
  expect(Object.fromEntries([...places].map(([atom, { column }]) => [atom, column]))).toEqual({ 1: 0, 2: 1, 3: 2, 4: 1, 9: 3 })
  const taken = [...places.values()].map(({ column, row }) => `${column}/${row}`)
  expect(new Set(taken).size).toBe(chain.nodes.length)
})

test('a graph without edges or nodes has a shape too', () => {
  expect(shapeOf(graphOf([], []), '1').places.size).toBe(0)
  const { places, own } = shapeOf(graphOf(['5', '6'], []), '1')
  expect([places.size, [...own]]).toEqual([2, ['5']])
})
