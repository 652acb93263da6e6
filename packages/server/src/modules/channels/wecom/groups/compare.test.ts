/** Answers and callbacks that do not agree: which of them counts for what. */
import { describe, expect, test } from 'vitest'
import type { MemberFacts } from '../client/groups.ts'
import { compareMembers, type MembersSeen, type Move, type Stay } from './compare.ts'

const member = (joinedAt: number): MemberFacts => ({
  memberId: 'wm1',
  kind: 'customer',
  unionid: null,
  joinedAt,
  joinScene: 3,
  invitor: '',
  nickname: '',
  name: '王小明',
  channelState: '',
})
const stay = (joinedAt: number, leftAt: number | null = null): Stay => ({ ...member(joinedAt), leftAt, leftHow: '' })
const join = (at: number): Move => ({ memberId: 'wm1', what: 'join', at, joinScene: 3, how: '' })
const leave = (at: number): Move => ({ memberId: 'wm1', what: 'leave', at, joinScene: 0, how: 'removed' })
const compare = (seen: Partial<MembersSeen>) => compareMembers({ listed: [], known: [], moves: [], end: { at: 9_000, how: '' }, ...seen })
/** When they came and left and how, of what is written. */
const written = (seen: Partial<MembersSeen>) => compare(seen).stays.map(({ joinedAt, leftAt, leftHow }) => [joinedAt, leftAt, leftHow])

describe('an answer that is behind the callbacks', () => {
  test('does not know yet who came: asked again, and nobody came or went', () => {
    expect(compare({ moves: [join(1_000)] })).toEqual({ stays: [], joined: [], left: [], edited: 0, isBehind: true })
  })

  test('still lists who went: asked again, and they are here', () => {
    expect(compare({ listed: [member(1_000)], known: [stay(1_000)], moves: [leave(5_000)] })).toMatchObject({ stays: [], isBehind: true })
  })

  test('is not behind when what was told is long over', () => {
    expect(compare({ known: [stay(1_000, 4_000)], moves: [join(1_000)] }).isBehind).toBe(false)
    expect(compare({ listed: [member(6_000)], known: [stay(6_000)], moves: [leave(5_000)] }).isBehind).toBe(false)
  })
})

describe('who is not in the answer any more', () => {
  test('went when and how they were said to, else now and nobody knows how', () => {
    expect(written({ known: [stay(1_000)], moves: [leave(5_000)] })).toEqual([[1_000, 5_000, 'removed']])
    expect(written({ known: [stay(1_000)] })).toEqual([[1_000, 9_000, '']])
    expect(written({ known: [stay(1_000)], moves: [leave(500)] })).toEqual([[1_000, 9_000, '']])
  })

  test('came and went before anybody asked', () => {
    expect(written({ moves: [leave(3_000), join(1_000)] })).toEqual([[1_000, 3_000, 'removed']])
    expect(written({ known: [stay(1_000, 3_000)], moves: [join(1_000), leave(3_000)] })).toEqual([[1_000, 3_000, 'removed']])
  })

  test('went with the group', () => {
    const end = { at: 8_000, how: 'dismissed' } as const
    expect(written({ listed: undefined, known: [stay(1_000)], end })).toEqual([[1_000, 8_000, 'dismissed']])
    expect(written({ listed: undefined, moves: [join(2_000)], end })).toEqual([[2_000, 8_000, 'dismissed']])
  })
})

test('who came back has two times in the group, and the first ends no later than the second begins', () => {
  expect(written({ listed: [member(6_000)], known: [stay(1_000)] })).toEqual([
    [1_000, 6_000, ''],
    [6_000, null, ''],
  ])
})

test('told again it changes nothing', () => {
  const seen = { listed: [member(6_000)], moves: [join(1_000), leave(3_000), join(6_000)] }
  const once = compare(seen)
  expect(once.joined).toHaveLength(2)
  expect(compare({ ...seen, known: once.stays })).toMatchObject({ stays: [], joined: [], left: [], isBehind: false })
})
