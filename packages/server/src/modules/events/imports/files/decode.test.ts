import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Encoding, textDecoder } from './decode.ts'

function decodeIn(bytes: Buffer, sizes: readonly number[], forced?: Encoding) {
  const decoder = textDecoder(forced)
  let text = ''
  let damaged = false
  const take = (piece: { text: string; damaged: boolean }) => {
    text += piece.text
    damaged ||= piece.damaged
  }
  let at = 0
  for (const size of sizes) {
    take(decoder.push(bytes.subarray(at, at + size)))
    at += size
  }
  take(decoder.push(bytes.subarray(at)))
  take(decoder.end())
  return { text, damaged, encoding: decoder.encoding() }
}

/** 中文,留池 and a line break in GB18030. */
const GB18030 = Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x2c, 0xc1, 0xf4, 0xb3, 0xd8, 0x0a])

describe('decoding', () => {
  test('any text in UTF-8, however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '\n', 'é', '池', '😀') })
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 5 })), fc.boolean(), (expected, sizes, marked) => {
        const read = decodeIn(Buffer.from((marked ? '\uFEFF' : '') + expected), sizes)
        expect(read).toEqual({ text: expected, damaged: false, encoding: 'utf-8' })
      }),
    )
  })

  test('GB18030 is recognised, also after much ASCII and cut inside a character', () => {
    for (const size of [1, 2, 3, 7]) {
      const read = decodeIn(Buffer.concat([Buffer.from('id,name\n1,plain\n'), GB18030]), Array(30).fill(size))
      expect(read).toEqual({ text: 'id,name\n1,plain\n中文,留池\n', damaged: false, encoding: 'gb18030' })
    }
  })

  test('UTF-16 by its byte order mark', () => {
    const little = Buffer.from('\uFEFF留池,1\n', 'utf16le')
    expect(decodeIn(little, [3, 1, 2])).toEqual({ text: '留池,1\n', damaged: false, encoding: 'utf-16le' })
    expect(decodeIn(Buffer.from(little).swap16(), [5])).toEqual({ text: '留池,1\n', damaged: false, encoding: 'utf-16be' })
  })

  test('bytes that are nothing, and NUL, are marked', () => {
    expect(decodeIn(Buffer.from([0x61, 0xff, 0xff, 0x0a]), [])).toMatchObject({ damaged: true, encoding: 'utf-8' })
    expect(decodeIn(Buffer.concat([Buffer.from('池\n'), GB18030]), [4])).toMatchObject({ damaged: true, encoding: 'utf-8' })
    expect(decodeIn(Buffer.from('a\0b\n'), [])).toMatchObject({ damaged: true, text: 'a\0b\n' })
  })

  test('a replacement character that the file itself holds is no damage', () => {
    expect(decodeIn(Buffer.from('a\uFFFD\n'), [2])).toEqual({ text: 'a\uFFFD\n', damaged: false, encoding: 'utf-8' })
  })

  test('a forced encoding is used', () => {
    expect(decodeIn(GB18030, [], 'gb18030').text).toBe('中文,留池\n')
  })
})
