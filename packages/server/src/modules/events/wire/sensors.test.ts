import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textSigns } from './mask.ts'
import { readSensorsEntry, type SensorsRequest } from './sensors.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 4, 0, 10)

function requestFor(json: string, more: Partial<SensorsRequest> = {}): SensorsRequest {
  return {
    receivedAt: RECEIVED_AT,
    requestKey: 'r1',
    timeZone: 'Asia/Shanghai',
    signs: textSigns(json),
    kinds: undefined,
    derived: new Map(),
    project: 'default',
    ...more,
  }
}

function event(entry: object, more: Partial<SensorsRequest> = {}) {
  const json = JSON.stringify(entry)
  const { event, fault } = readSensorsEntry(JSON.parse(json), 0, requestFor(json, more))
  if (!event) throw new Error(`refused: ${fault?.code}`)
  return event
}

/** As the mini-program library 1.22.7 sends it. */
const launch = {
  distinct_id: 'o6-mp',
  identities: { $identity_mp_id: '1763769600-123', $identity_mp_wx0a1_openid: 'o6-mp', $identity_mp_unionid: 'oU' },
  lib: { $lib: 'MiniProgram', $lib_method: 'autoTrack', $lib_version: '1.22.7' },
  properties: { $scene: 'wx-1001', $url_path: 'pages/index', amount: 12.5, currency: 'CNY', $is_first_day: true },
  anonymous_id: '1763769600-123',
  type: 'track',
  event: '$MPLaunch',
  _track_id: 123456789,
  time: RECEIVED_AT - 10_000,
  _flush_time: RECEIVED_AT - 4_000,
}

describe('types', () => {
  test('track', () => {
    expect(event(launch)).toEqual({
      messageId: expect.stringMatching(/^sensors-.{32}$/),
      type: 'track',
      name: '$MPLaunch',
      timestamp: RECEIVED_AT - 10_000,
      sentAt: RECEIVED_AT - 4_000,
      identifiers: [
        { kind: 'unionid', value: 'oU' },
        { kind: 'openid:wx0a1', value: 'o6-mp' },
        { kind: 'anonymous_id', value: '1763769600-123' },
      ],
      properties: { $scene: 'wx-1001', $url_path: 'pages/index', $is_first_day: true },
      context: { library: { name: 'MiniProgram', version: '1.22.7', method: 'autoTrack' } },
      amount: '12.5',
      currency: 'CNY',
      source: 'sensors',
    })
  })

  test.each([
    [{ type: 'track_signup', event: '$SignUp', original_id: 'a9' }, 'alias', '$SignUp'],
    [{ type: 'track_id_bind', event: '$BindID', identities: { $identity_mobile: '13800138000' } }, 'bind', '$BindID'],
    [{ type: 'track_id_unbind', event: '$UnbindID', identities: { $identity_email: 'a@b.cn' } }, 'unbind', '$UnbindID'],
    [{ type: 'item_set', item_type: 'book', item_id: '7', properties: { price: 3 } }, 'item', '$item_set'],
    [{ type: 'item_delete', item_type: 'book', item_id: 7 }, 'item', '$item_delete'],
  ] as const)('%j', (entry, type, name) => {
    expect(event({ distinct_id: 'u1', time: 1, ...entry })).toMatchObject({ type, name })
  })

  test.each([
    ['profile_set', 'set'],
    ['profile_set_once', 'setOnce'],
    ['profile_increment', 'increment'],
    ['profile_append', 'append'],
    ['profile_unset', 'unset'],
    ['profile_delete', 'delete'],
  ])('%s changes traits', (type, op) => {
    const read = event({ type, distinct_id: 'u1', time: 1, properties: { city: '上海', phone: '13800138000' } })
    expect(read).toMatchObject({ type: 'profile', name: `$${type}`, traits: { op, values: { city: '上海' } }, properties: {} })
    expect(read.identifiers).toEqual([
      { kind: 'phone', value: '13800138000' },
      { kind: 'anonymous_id', value: 'u1' },
    ])
  })

  test('an item has no person and keeps its fields', () => {
    const read = event({
      type: 'item_set',
      distinct_id: 'x',
      item_type: 'shop',
      item_id: '7',
      time: 1,
      properties: { phone: '13800138000', city: '沪' },
    })
    expect(read).toMatchObject({ identifiers: [], properties: { item_type: 'shop', item_id: '7', city: '沪' } })
    expect(JSON.stringify(read)).not.toContain('13800138000')
  })
})

describe('who', () => {
  const refs = (entry: object) =>
    event({ type: 'track', event: 'x', time: 1, ...entry }).identifiers.map(({ kind, value }) => `${kind}=${value}`)

  test('typed identities, unknown keys stay properties', () => {
    const entry = {
      distinct_id: 'u1',
      login_id: 'u1',
      anonymous_id: 'c1',
      identities: {
        $identity_login_id: 'u1',
        $identity_mobile: '13800138000',
        $identity_email: 'a@b.cn',
        $identity_cookie_id: 'c1',
        $identity_android_id: 'dev1',
        my_card: '77',
      },
    }
    expect(refs(entry)).toEqual(['user_id=u1', 'phone=13800138000', 'email=a@b.cn', 'cookie_id=c1'])
    expect(event({ type: 'track', event: 'x', time: 1, ...entry }).properties).toEqual({ $identity_android_id: 'dev1', my_card: '77' })
  })

  test('a login by another key', () => {
    expect(
      refs({
        distinct_id: '$identity_mobile+13800138000',
        login_id: '$identity_mobile+13800138000',
        anonymous_id: 'c1',
        identities: { $identity_mobile: '13800138000', $identity_cookie_id: 'c1' },
      }),
    ).toEqual(['phone=13800138000', 'cookie_id=c1'])
  })

  test('older libraries without identities', () => {
    expect(refs({ distinct_id: 'u1', login_id: 'u1', anonymous_id: 'a1' })).toEqual(['user_id=u1', 'anonymous_id=a1'])
    expect(refs({ distinct_id: 'a1' })).toEqual(['anonymous_id=a1'])
    expect(refs({ distinct_id: 'u1', lib: { $lib: 'Node' } })).toEqual(['user_id=u1'])
    expect(refs({ distinct_id: 'u1', properties: { $is_login_id: true } })).toEqual(['user_id=u1'])
    expect(refs({ distinct_id: 'a1', lib: { $lib: 'Java' }, properties: { $is_login_id: false } })).toEqual(['anonymous_id=a1'])
    expect(refs({ type: 'track_signup', distinct_id: 'u1', original_id: 'a1' })).toEqual(['user_id=u1', 'anonymous_id=a1'])
  })

  test('an unbinding names only what is unbound', () => {
    expect(
      refs({
        type: 'track_id_unbind',
        distinct_id: 'u1',
        login_id: 'u1',
        anonymous_id: 'a1',
        identities: { $identity_mobile: '13800138000' },
        // A contact among the properties is masked as everywhere, and nobody asked to unbind it.
        properties: { email: 'me@example.com' },
      }),
    ).toEqual(['phone=13800138000'])
  })
})

describe('message ids', () => {
  const id = (more: object, request: Partial<SensorsRequest> = {}) => event({ ...launch, ...more }, request).messageId

  test('sending again keeps the id, whatever the flush time', () => {
    expect(id({ _flush_time: 5 }, { receivedAt: RECEIVED_AT + 60_000, requestKey: 'r2' })).toBe(id({}))
  })

  test('each of the named fields makes another id', () => {
    const ids = [
      id({}),
      id({}, { project: 'other' }),
      id({ project: 'third' }),
      id({ event: '$MPShow' }),
      id({ distinct_id: 'x' }),
      id({ time: 7 }),
      id({ _track_id: 8 }),
      id({ properties: { a: 1 } }),
      id({ properties: { phone: '13800138000' } }),
      id({ properties: { phone: '13900139000' } }),
      id({ type: 'track_signup' }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('two items set at once, and events with neither time nor track id, stay apart', () => {
    const item = { type: 'item_set', item_type: 'a', time: 1 }
    expect(event({ ...item, item_id: '1' }).messageId).not.toBe(event({ ...item, item_id: '2' }).messageId)
    const bare = { type: 'track', event: 'x', distinct_id: 'd' }
    expect(event(bare).messageId).not.toBe(event(bare, { requestKey: 'r2' }).messageId)
  })
})

test.each<[string, unknown]>([
  ['events.wrong_type', 1],
  ['events.missing_field', {}],
  ['events.unknown_type', { type: 'toString' }],
  ['events.missing_field', { type: 'track', distinct_id: 'd', time: 1 }],
  ['events.no_identity', { type: 'track', event: 'x', time: 1 }],
  ['events.bad_time', { type: 'track', event: 'x', distinct_id: 'd', time: 'now' }],
  ['events.wrong_type', { type: 'track', event: 'x', distinct_id: 'd', identities: 'd' }],
  ['events.wrong_type', { type: 'track', event: 'x', identities: { $identity_login_id: {} } }],
  ['events.missing_field', { type: 'item_set', item_type: 'a' }],
  [
    'events.too_many',
    { type: 'track', event: 'x', identities: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 'v'])) },
  ],
  [
    'events.too_deep',
    {
      type: 'track',
      event: 'x',
      distinct_id: 'd',
      properties: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`.replace(/^/, '{"a":').replace(/$/, '}')),
    },
  ],
  ['events.event_too_large', { type: 'track', event: 'x', distinct_id: 'd', properties: { a: 'x'.repeat(33_000) } }],
])('%s %.80j', (code, raw) => {
  expect(readSensorsEntry(raw, 0, requestFor(JSON.stringify(raw))).fault?.code).toBe(code)
})

test('no JSON value makes it throw or lets a contact through', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('13800138000', 'me@example.com', '\0', '\ud800'))
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  const shape = fc.record(
    {
      type: fc.constantFrom('track', 'track_signup', 'track_id_bind', 'track_id_unbind', 'profile_set', 'profile_unset', 'item_set'),
      event: fc.oneof(text, value),
      distinct_id: fc.oneof(text, value),
      identities: fc.oneof(
        value,
        fc.dictionary(fc.constantFrom('$identity_login_id', '$identity_mobile', '__proto__', 'x', 'me@example.com'), fc.oneof(text, value)),
      ),
      properties: fc.oneof(value, fc.dictionary(fc.oneof(text, fc.constantFrom('phone', '邮箱')), fc.oneof(text, value))),
      time: fc.oneof(value, fc.constant(1)),
      item_id: fc.string({ unit: 'binary' }),
      item_type: fc.string({ unit: 'binary' }),
      lib: value,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(shape, value), (raw) => {
      const json = JSON.stringify(raw)
      const { event, fault } = readSensorsEntry(JSON.parse(json), 0, requestFor(json))
      if (fault) expect(fault.code).toMatch(/^events\./)
      else
        expect(JSON.stringify([event?.name, event?.properties, event?.context, event?.traits])).not.toMatch(
          /13800138000|me@example\.com|\\u0000|\\ud[89a-f]/,
        )
    }),
    { numRuns: 2_000 },
  )
})
