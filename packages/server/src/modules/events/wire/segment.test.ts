import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textSigns } from './mask.ts'
import type { Read } from './request.ts'
import { readSegmentCall, readSegmentEntry, type SegmentKind, type SegmentRequest } from './segment.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 4, 0, 10)

function requestFor(json: string, more: Partial<SegmentRequest> = {}): SegmentRequest {
  return {
    receivedAt: RECEIVED_AT,
    requestKey: 'r1',
    timeZone: 'Asia/Shanghai',
    signs: textSigns(json),
    kinds: undefined,
    derived: new Map(),
    sentAt: undefined,
    context: undefined,
    ...more,
  }
}

function read(kind: SegmentKind, call: object, more: Partial<SegmentRequest> = {}): Read {
  const json = JSON.stringify(call)
  return readSegmentCall(kind, JSON.parse(json), requestFor(json, more))
}

function event(kind: SegmentKind, call: object, more: Partial<SegmentRequest> = {}) {
  const { event, fault } = read(kind, call, more)
  if (!event) throw new Error(`refused: ${fault?.code}`)
  return event
}

describe('the six calls', () => {
  test('track', () => {
    const call = {
      userId: 'u1',
      anonymousId: 'a1',
      messageId: 'm1',
      event: 'buy',
      timestamp: '2026-11-22T04:00:00.000Z',
      sentAt: '2026-11-22T04:00:05.000Z',
      properties: { amount: 19.9, currency: 'CNY', sku: 'x', lines: [{ sku: 'x', quantity: 2 }] },
      context: { library: { name: 'analytics.js', version: '1' } },
      integrations: { All: true },
      writeKey: 'w',
    }
    expect(event('track', call)).toEqual({
      messageId: 'm1',
      type: 'track',
      name: 'buy',
      timestamp: RECEIVED_AT - 10_000,
      sentAt: RECEIVED_AT - 5_000,
      identifiers: [
        { kind: 'user_id', value: 'u1' },
        { kind: 'anonymous_id', value: 'a1' },
      ],
      properties: { sku: 'x', lines: [{ sku: 'x', quantity: 2 }] },
      context: { library: { name: 'analytics.js', version: '1' } },
      amount: '19.9',
      currency: 'CNY',
      source: 'segment',
    })
  })

  test('identify: traits without contacts, contacts as identifiers', () => {
    const read = event('identify', { userId: 'u1', traits: { name: '张三', phone: '13800138000', email: 'A@Example.com', level: 3 } })
    expect(read).toMatchObject({
      type: 'identify',
      name: '$identify',
      properties: {},
      traits: { op: 'set', values: { name: '张三', level: 3 } },
    })
    expect(read.identifiers).toEqual([
      { kind: 'user_id', value: 'u1' },
      { kind: 'phone', value: '13800138000' },
      { kind: 'email', value: 'A@Example.com' },
    ])
    expect(event('identify', { userId: 'u1' }).traits).toBeUndefined()
  })

  test('RudderStack’s identify has its traits in the context', () => {
    const read = event('identify', {
      userId: 'u1',
      event: null,
      properties: null,
      context: { traits: { name: '张三', phone: '13800138000' }, sessionId: 5 },
    })
    expect(read).toMatchObject({ traits: { op: 'set', values: { name: '张三' } }, context: { sessionId: 5 } })
    expect(read.identifiers).toContainEqual({ kind: 'phone', value: '13800138000' })
    expect(read.context).toEqual({ sessionId: 5 })
  })

  test('page and screen keep name and category', () => {
    expect(event('page', { anonymousId: 'a', name: '首页', category: 'home', properties: { url: 'https://x.cn/' } })).toMatchObject({
      type: 'page',
      name: '$page',
      properties: { name: '首页', category: 'home', url: 'https://x.cn/' },
    })
    expect(event('screen', { anonymousId: 'a', name: 'Cart' })).toMatchObject({
      type: 'screen',
      name: '$screen',
      properties: { name: 'Cart' },
    })
  })

  test('group: the group’s phone is nobody’s', () => {
    expect(event('group', { userId: 'u', groupId: 'g1', traits: { plan: 'pro', phone: '13800138000' } })).toMatchObject({
      type: 'group',
      name: '$group',
      identifiers: [{ kind: 'user_id', value: 'u' }],
      properties: { groupId: 'g1', traits: { plan: 'pro' } },
    })
  })

  test('alias: both ids, the previous one anonymous where it is a browser’s', () => {
    const uuid = '0f4a1380-0138-4000-9389-aabbccddeeff'
    expect(event('alias', { userId: 'u2', previousId: 'u1' }).identifiers).toEqual([
      { kind: 'user_id', value: 'u2' },
      { kind: 'user_id', value: 'u1' },
    ])
    expect(event('alias', { userId: 'u2', previousId: uuid }).identifiers).toContainEqual({ kind: 'anonymous_id', value: uuid })
    expect(event('alias', { userId: 'u2', previousId: 'x', anonymousId: 'x' }).identifiers).toEqual([
      { kind: 'user_id', value: 'u2' },
      { kind: 'anonymous_id', value: 'x' },
    ])
  })
})

describe('identifiers', () => {
  test('strongest first, from traits, context and typed external ids', () => {
    const read = event('track', {
      event: 'x',
      anonymousId: 'a',
      userId: 7,
      context: {
        device: { id: 'd' },
        traits: { email: 'me@example.com' },
        externalIds: [
          { type: 'unionid', id: 'o6', collection: 'users' },
          { type: 'openid:wx1', id: 'o2' },
          { type: 'email', id: 'you@example.com', collection: 'accounts' },
          { type: 'ga_client_id', id: 'g' },
        ],
      },
    })
    expect(read.identifiers).toEqual([
      { kind: 'user_id', value: '7' },
      { kind: 'email', value: 'me@example.com' },
      { kind: 'unionid', value: 'o6' },
      { kind: 'openid:wx1', value: 'o2' },
      { kind: 'anonymous_id', value: 'a' },
      { kind: 'device_id', value: 'd' },
    ])
    expect(JSON.stringify(read.context)).not.toMatch(/me@|you@|o6|openid/)
  })

  test('a kind the workspace declared', () => {
    const kinds = new Map([['card_no', { unique: true, single: true, mergePower: 50, trust: 60 }]])
    const call = { event: 'x', anonymousId: 'a', context: { externalIds: [{ type: 'card_no', id: '77' }] } }
    expect(event('track', call, { kinds }).identifiers).toEqual([
      { kind: 'card_no', value: '77' },
      { kind: 'anonymous_id', value: 'a' },
    ])
    expect(event('track', call).identifiers).toEqual([{ kind: 'anonymous_id', value: 'a' }])
  })

  test('contacts in properties leave; those of an order or a sign-up name the person, others are hints; a user id may be an address', () => {
    const call = { userId: 'me@example.com', properties: { mobile: '13800138000', friend: { phone: '13900139000' } } }
    const read = (name: string) => event('track', { ...structuredClone(call), event: name })
    const own = [
      { kind: 'user_id', value: 'me@example.com' },
      { kind: 'phone', value: '13800138000' },
    ]
    for (const name of ['buy', 'order_paid', 'Order Completed', 'Signed In', 'sign_up', 'login', '注册'])
      expect(read(name).identifiers).toEqual(own)
    expect(read('invite_friend').identifiers).toEqual([own[0], { ...own[1], hint: true }])
    expect(read('invite_friend').properties).toEqual({ friend: {} })
    expect(event('page', structuredClone(call)).identifiers.at(-1)).toEqual({ ...own[1], hint: true })
  })

  test('a hint stands behind whoever acted, and is none where the person says the same', () => {
    const properties = { phone: '13800138000' }
    expect(event('track', { event: 'x', anonymousId: 'a', properties: { ...properties } }).identifiers).toEqual([
      { kind: 'anonymous_id', value: 'a' },
      { kind: 'phone', value: '13800138000', hint: true },
    ])
    const context = { traits: { phone: '13800138000' } }
    expect(event('track', { event: 'x', anonymousId: 'a', properties, context }).identifiers).toEqual([
      { kind: 'phone', value: '13800138000' },
      { kind: 'anonymous_id', value: 'a' },
    ])
  })
})

describe('times and message ids', () => {
  test('the batch’s sentAt and context fill in', () => {
    const more = { sentAt: '2026-11-22T04:00:05Z', context: { ip: '1.2.3.4', locale: 'zh-CN' } }
    const read = event('track', { event: 'x', userId: 'u', originalTimestamp: '2026-11-22T04:00:00Z', context: { locale: 'en' } }, more)
    expect(read).toMatchObject({ timestamp: RECEIVED_AT - 10_000, sentAt: RECEIVED_AT - 5_000, context: { ip: '1.2.3.4', locale: 'en' } })
  })

  test('without a time it happened when received; a sentAt that leads nowhere is not used', () => {
    const untimed = event('track', { event: 'x', userId: 'u', sentAt: '2026-11-22T04:00:05Z' })
    expect(untimed.timestamp).toBe(RECEIVED_AT)
    expect(untimed.sentAt).toBeUndefined()
    expect(event('track', { event: 'x', userId: 'u', timestamp: 1, sentAt: 'soon' }).sentAt).toBeUndefined()
    expect(event('track', { event: 'x', userId: 'u', timestamp: '1971-01-01', sentAt: '2199-01-01' }).sentAt).toBeUndefined()
  })

  test('an old event sent again without an id has the same id, whenever it is sent', () => {
    const call = { event: 'x', userId: 'u', timestamp: 1_700_000_000_000, properties: { amount: 5 } }
    const first = event('track', { ...call, sentAt: 1_700_000_000_500 })
    const again = event('track', { ...call, sentAt: 1_700_000_900_000 }, { receivedAt: RECEIVED_AT + 1000, requestKey: 'r2' })
    expect(again.messageId).toBe(first.messageId)
    expect(event('track', { ...call, properties: { amount: 6 } }).messageId).not.toBe(first.messageId)
    expect(event('track', { ...call, userId: 'v' }).messageId).not.toBe(first.messageId)
  })

  test('equal entries of one batch are different events, without a time in any request', () => {
    const request = requestFor('')
    const ids = [0, 1, 2].map(
      (index) => readSegmentEntry({ type: 'track', event: 'x', userId: 'u', timestamp: 1 }, index, request).event?.messageId,
    )
    expect(new Set(ids).size).toBe(3)
    const untimed = ['r1', 'r2'].map((requestKey) => event('track', { event: 'x', userId: 'u' }, { requestKey }).messageId)
    expect(untimed[0]).not.toBe(untimed[1])
  })
})

describe('refusals', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`)
  test.each<[string, unknown]>([
    ['events.wrong_type', 5],
    ['events.wrong_type', null],
    ['events.wrong_type', []],
    ['events.missing_field', { userId: 'u' }],
    ['events.unknown_type', { type: 'delete', userId: 'u' }],
    ['events.unknown_type', { type: {}, userId: 'u' }],
    ['events.unknown_type', { type: 'constructor', userId: 'u' }],
    ['events.missing_field', { type: 'track', userId: 'u' }],
    ['events.missing_field', { type: 'track', userId: 'u', event: '  ' }],
    ['events.wrong_type', { type: 'track', userId: 'u', event: 5 }],
    ['events.too_long', { type: 'track', userId: 'u', event: 'x'.repeat(201) }],
    ['events.no_identity', { type: 'track', event: 'x' }],
    ['events.no_identity', { type: 'track', event: 'x', userId: '', anonymousId: null }],
    ['events.wrong_type', { type: 'track', event: 'x', userId: {} }],
    ['events.too_long', { type: 'track', event: 'x', userId: 'u'.repeat(256) }],
    ['events.too_long', { type: 'track', event: 'x', userId: 'u', messageId: 'm'.repeat(256) }],
    ['events.wrong_type', { type: 'track', event: 'x', userId: 'u', properties: 'p' }],
    ['events.wrong_type', { type: 'track', event: 'x', userId: 'u', properties: [] }],
    ['events.wrong_type', { type: 'identify', userId: 'u', traits: 5 }],
    ['events.wrong_type', { type: 'track', event: 'x', userId: 'u', context: 'c' }],
    ['events.bad_time', { type: 'track', event: 'x', userId: 'u', timestamp: 'yesterday' }],
    ['events.bad_time', { type: 'track', event: 'x', userId: 'u', timestamp: {} }],
    ['events.missing_field', { type: 'group', userId: 'u' }],
    ['events.missing_field', { type: 'alias', userId: 'u' }],
    ['events.too_deep', { type: 'track', event: 'x', userId: 'u', properties: deep }],
    ['events.too_deep', { type: 'track', event: 'x', userId: 'u', anything: { else: deep } }],
    ['events.event_too_large', { type: 'track', event: 'x', userId: 'u', properties: { text: 'x'.repeat(32 * 1024) } }],
    ['events.event_too_large', { type: 'track', event: 'x', userId: 'u', anything: 'x'.repeat(32 * 1024) }],
    ['events.too_many', { type: 'track', event: 'x', userId: 'u', context: { externalIds: Array(21).fill({ type: 'unionid', id: 'x' }) } }],
  ])('%s %j', (code, raw) => {
    expect(readSegmentEntry(raw, 0, requestFor(JSON.stringify(raw))).fault?.code).toBe(code)
  })

  test('an event of just under 32 KB passes', () => {
    expect(event('track', { event: 'x', userId: 'u', properties: { text: '好'.repeat(10_800) } }).name).toBe('x')
  })
})

test('no JSON value makes it throw or lets a contact or a bad character through', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('13800138000', 'me@example.com', '\0', '\ud800', '__proto__'))
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  const shape = fc.record(
    {
      type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
      event: fc.oneof(text, value),
      userId: fc.oneof(text, value),
      anonymousId: fc.oneof(text, fc.constant('a')),
      previousId: text,
      groupId: fc.string({ unit: 'binary' }),
      messageId: fc.oneof(text, value),
      timestamp: fc.oneof(value, fc.constant(1)),
      properties: fc.oneof(value, fc.dictionary(fc.oneof(text, fc.constantFrom('phone', 'email', 'x')), fc.oneof(text, value))),
      traits: fc.oneof(value, fc.dictionary(text, value)),
      context: fc.oneof(value, fc.record({ traits: value, device: value, externalIds: value })),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(shape, value), (raw) => {
      const json = JSON.stringify(raw)
      const { event, fault } = readSegmentEntry(JSON.parse(json), 0, requestFor(json))
      if (fault) {
        expect(fault.code).toMatch(/^events\./)
        return
      }
      const stored = JSON.stringify([event?.name, event?.properties, event?.context, event?.traits])
      expect(stored).not.toMatch(/13800138000|me@example\.com|\\u0000|\\ud[89a-f]/)
      expect(event?.messageId.length).toBeGreaterThan(0)
      for (const { value } of event?.identifiers ?? []) expect(value.trim()).toBe(value)
    }),
    { numRuns: 2_000 },
  )
})
