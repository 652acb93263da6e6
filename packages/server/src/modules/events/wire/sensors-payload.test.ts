import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../platform/errors.ts'
import { formFields, readPayload, stringHash } from './sensors-payload.ts'

const event = { type: 'track', event: '浏览', distinct_id: 'd?>~', properties: { 名: 'ÿþý~~~???>>>' } }
const base64 = Buffer.from(JSON.stringify(event)).toString('base64')
const listed = Buffer.from(JSON.stringify([event, event])).toString('base64')
const zipped = gzipSync(JSON.stringify([event])).toString('base64')

describe('what the clients send', () => {
  test.each([
    ['web, one by picture', `data=${encodeURIComponent(base64)}&ext=${encodeURIComponent(`crc=${stringHash(base64)}`)}`, [event], true],
    ['web, batch', `data_list=${encodeURIComponent(listed)}`, [event, event], false],
    ['mini program with gzip', `data_list=${encodeURIComponent(zipped)}&gzip=1`, [event], false],
    ['server with gzip=0', `data_list=${encodeURIComponent(listed)}&gzip=0`, [event, event], false],
    ['gzip not announced', `data_list=${encodeURIComponent(zipped)}`, [event], false],
    ['plus signs not encoded', `data_list=${zipped}&gzip=1`, [event], false],
    ['plus signs became spaces', `data_list=${zipped.replaceAll('+', ' ')}&gzip=1`, [event], false],
    ['encoded twice', `data_list=${encodeURIComponent(encodeURIComponent(zipped))}&gzip=1`, [event], false],
    ['URL-safe alphabet', `data=${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`, [event], true],
    ['wrapped lines', `data=${encodeURIComponent(base64.replace(/(.{40})/g, '$1\r\n'))}`, [event], true],
    ['plain JSON in the field', `data=${encodeURIComponent(JSON.stringify(event))}`, [event], true],
    ['plain JSON as the body', JSON.stringify([event, event]), [event, event], false],
    ['a list in data', `data=${encodeURIComponent(listed)}`, [event, event], false],
  ])('%s', async (_name, body, entries, single) => {
    const payload = await readPayload(formFields(body))
    expect(payload.entries).toEqual(entries)
    expect(payload.single).toBe(single)
  })

  test('the checksum is that of Java’s strings', () => {
    expect(stringHash('')).toBe(0)
    expect(stringHash('hello')).toBe(99_162_322)
    expect(stringHash('eyJhIjoxfQ==eyJhIjoxfQ==')).toBe(Math.trunc(stringHash('eyJhIjoxfQ==eyJhIjoxfQ==')))
  })

  test('the query wins over the form', () => {
    const fields = formFields('project=b&token=t&data=x', formFields('project=a'))
    expect(Object.fromEntries(fields)).toEqual({ project: 'a', token: 't', data: 'x' })
  })
})

test.each([
  ['', 'events.empty'],
  ['data=', 'events.empty'],
  ['x=1', 'events.empty'],
  ['data=%%%', 'events.unparsable'],
  ['data=你好', 'events.unparsable'],
  [`data=${Buffer.from('{"a":').toString('base64')}`, 'events.unparsable'],
  [`data_list=${encodeURIComponent(base64)}&gzip=1`, 'events.unparsable'],
  [`data_list=${encodeURIComponent(zipped.slice(0, 60))}&gzip=1`, 'events.unparsable'],
  [`data=${encodeURIComponent(base64)}&ext=crc%3D17`, 'events.checksum'],
  [`data_list=${encodeURIComponent(gzipSync(Buffer.alloc(50_000_000)).toString('base64'))}&gzip=1`, 'events.request_too_large'],
  [`data_list=[${'1,'.repeat(5_000)}1]`, 'events.too_many_events'],
])('%.60s → %s', async (body, code) => {
  await expect(readPayload(formFields(body))).rejects.toMatchObject({ code })
})

test('any bytes are read or refused, never anything else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('data=', 'data_list=', ''),
      fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()),
      fc.boolean(),
      async (name, text, gzip) => {
        const outcome = await readPayload(formFields(`${name}${text}${gzip ? '&gzip=1' : ''}`)).catch((error: unknown) => error)
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(AppError)
          expect((outcome as AppError).code).toMatch(/^events\./)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
