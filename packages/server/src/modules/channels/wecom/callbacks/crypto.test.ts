/** The official demo values of the platform's own libraries, and messages of this side read by the platform's library. */
import { getSignature, decrypt as platformDecrypt, encrypt as platformEncrypt } from '@wecom/crypto'
import { describe, expect, test } from 'vitest'
import { decrypt, encrypt, isSigned, signatureOf } from './crypto.ts'

const first = { token: 'QDG6eK', key: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', corpId: 'wx5823bf96d3bd56c7' }
const third = { token: '123456', key: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR', corpId: 'wx49f0ab532d5d035a' }

describe('vectors', () => {
  test.each([
    {
      ...first,
      timestamp: '1409659589',
      nonce: '263014780',
      encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
      signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
      message: '1616140317555161061',
    },
    {
      ...third,
      timestamp: '1411443780',
      nonce: '437374425',
      encrypted: '4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==',
      signature: 'dd6b9c95b495b3f7e2901bfbc76c664930ffdb96',
      message: '5927782489442352469',
    },
  ])('echostr of $corpId', ({ key, corpId, message, signature, ...signed }) => {
    expect(signatureOf(signed)).toBe(signature)
    expect(isSigned({ ...signed, signature })).toBe(true)
    expect(decrypt(key, signed.encrypted)).toEqual({ message, receiver: corpId })
  })
})

describe('beside the library of the platform', () => {
  test.each(['', 'a', '喜欢', 'x'.repeat(31), 'x'.repeat(32), '<xml>…</xml>'.repeat(500)])('%# both ways', (message) => {
    const sealed = encrypt(first.key, { message, receiver: first.corpId, random: Buffer.alloc(16, 7) })
    expect(platformDecrypt(first.key, sealed)).toMatchObject({ message, id: first.corpId })
    expect(decrypt(first.key, platformEncrypt(first.key, message, first.corpId))).toEqual({ message, receiver: first.corpId })
    const signed = { token: first.token, timestamp: '1', nonce: 'n', encrypted: sealed }
    expect(signatureOf(signed)).toBe(getSignature(first.token, '1', 'n', sealed))
  })
})

describe('refuses', () => {
  const encrypted = encrypt(first.key, { message: 'hello', receiver: first.corpId, random: Buffer.alloc(16, 1) })
  test('what is signed with another token, or altered', () => {
    const signed = { token: first.token, timestamp: '1', nonce: '2', encrypted }
    const signature = signatureOf(signed)
    expect(isSigned({ ...signed, token: 'other', signature })).toBe(false)
    expect(isSigned({ ...signed, encrypted: `${encrypted}A`, signature })).toBe(false)
    expect(isSigned({ ...signed, signature: '' })).toBe(false)
  })
  test.each([
    ['another key', third.key, encrypted],
    ['no block', first.key, 'AAAA'],
    ['nothing', first.key, ''],
    ['no base64', first.key, '***'],
  ])('%s', (_, key, text) => {
    expect(decrypt(key, text)?.receiver).not.toBe(first.corpId)
  })
})
