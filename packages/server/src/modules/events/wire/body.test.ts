import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bodyText, decodeBody, parseJson } from './body.ts'

const text = JSON.stringify({ event: '买'.repeat(100) })
const plain = Buffer.from(text)

test.each([
  ['identity', undefined, plain],
  ['gzip', 'gzip', gzipSync(plain)],
  ['x-gzip', 'X-GZIP', gzipSync(plain)],
  ['gzip not announced', undefined, gzipSync(plain)],
  ['gzip only announced', 'gzip', plain],
  ['deflate', 'deflate', deflateSync(plain)],
  ['raw deflate', 'deflate', deflateRawSync(plain)],
  ['br', 'br', brotliCompressSync(plain)],
] as const)('%s', async (_name, encoding, body) => {
  expect(bodyText(await decodeBody(body, encoding, 10_000))).toBe(text)
})

test('a bomb ends at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000))
  const before = process.memoryUsage().rss
  await expect(decodeBody(bomb, 'gzip', 512_000)).rejects.toMatchObject({
    code: 'events.request_too_large',
    details: { limitBytes: 512_000 },
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  await expect(decodeBody(Buffer.alloc(512_001), undefined, 512_000)).rejects.toMatchObject({ code: 'events.request_too_large' })
})

test('what cannot be decoded', async () => {
  await expect(decodeBody(plain, 'zstd', 1000)).rejects.toMatchObject({ code: 'events.unsupported_encoding' })
  await expect(decodeBody(gzipSync(plain).subarray(0, 30), 'gzip', 1000)).rejects.toMatchObject({ code: 'events.unparsable' })
  await expect(decodeBody(plain, 'br', 1000)).rejects.toMatchObject({ code: 'events.unparsable' })
})

test('JSON that is none names the place, not the content', () => {
  expect(() => parseJson('{"phone":"13800138000",}')).toThrowError(
    expect.objectContaining({ details: { reason: expect.not.stringContaining('138') } }),
  )
  expect(() => parseJson('')).toThrowError(expect.objectContaining({ code: 'events.unparsable' }))
  expect(parseJson(bodyText(Buffer.from('\ufeff{"a":1}')))).toEqual({ a: 1 })
})
