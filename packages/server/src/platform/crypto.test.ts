import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blindIndex, deriveKey, digest128, seal, unseal } from './crypto.ts'

const key = deriveKey('a secret of at least thirty-two characters', 'test')
const other = deriveKey('a secret of at least thirty-two characters', 'another purpose')

describe('sealing', () => {
  test('opens what it sealed, only with the same key and context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, context) => {
        const sealed = seal(key, { value, context })
        expect(unseal(key, { sealed, context })).toBe(Buffer.from(value).toString())
        expect(() => unseal(other, { sealed, context })).toThrow()
        expect(() => unseal(key, { sealed, context: `${context}x` })).toThrow()
      }),
    )
  })

  test('a changed byte does not open', () => {
    const sealed = seal(key, { value: '+8613800138000', context: 'phone' })
    for (let index = 0; index < sealed.length - 1; index++) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1)
      expect(() => unseal(key, { sealed: changed, context: 'phone' }), `byte ${index}`).toThrow()
    }
  })

  test('shows nothing of the value', () => {
    const sealed = Buffer.from(seal(key, { value: '13800138000', context: '' }), 'base64url')
    expect(sealed.includes('1380013')).toBe(false)
  })
})

describe('blind index', () => {
  test('is equal for equal values and differs by key, value and context', () => {
    const index = blindIndex(key, { value: 'a', context: '1' })
    expect(index).toBe(blindIndex(key, { value: 'a', context: '1' }))
    expect(index).toHaveLength(22)
    const others = [
      blindIndex(other, { value: 'a', context: '1' }),
      blindIndex(key, { value: 'b', context: '1' }),
      blindIndex(key, { value: 'a', context: '2' }),
      blindIndex(key, { value: '\0a', context: '' }),
    ]
    expect(new Set([index, ...others]).size).toBe(5)
  })
})

test('a digest is the first half of SHA-256', () => {
  expect(digest128('abc')).toBe('ba7816bf8f01cfea414140de5dae2223')
})
