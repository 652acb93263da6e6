/** Vectors: the official demos, as several SDKs carry them; and @wecom/crypto on the other side. */
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openEnvelope, sealEnvelope, signatureHolds, signEnvelope } from './crypto.ts'

const demo = { token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', corpId: 'wx5823bf96d3bd56c7' }
const other = { token: '123456', encodingAesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR', corpId: 'wx49f0ab532d5d035a' }

const verifications = [
  {
    keys: demo,
    timestamp: '1409659589',
    nonce: '263014780',
    encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
    signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
    text: '1616140317555161061',
  },
  {
    keys: other,
    timestamp: '1411443780',
    nonce: '437374425',
    encrypted: '4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==',
    signature: 'dd6b9c95b495b3f7e2901bfbc76c664930ffdb96',
    text: '5927782489442352469',
  },
]

test.each(verifications)('the echo of $keys.corpId is verified and opened', ({ keys, timestamp, nonce, encrypted, signature, text }) => {
  expect(signEnvelope({ token: keys.token, timestamp, nonce, encrypted })).toBe(signature)
  expect(openEnvelope({ encodingAesKey: keys.encodingAesKey, encrypted })).toMatchObject({ text, receiveId: keys.corpId })
})

test('the message of the official demo is verified and opened', () => {
  const encrypted =
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=='
  const signature = signEnvelope({ token: demo.token, timestamp: '1409659813', nonce: '1372623149', encrypted })
  expect(signature).toBe('477715d11cdb4164915debcba66cb864d751f3e6')
  const { text, receiveId } = openEnvelope({ encodingAesKey: demo.encodingAesKey, encrypted })
  expect(receiveId).toBe(demo.corpId)
  expect(text).toContain('<Content><![CDATA[hello]]></Content>')
  expect(text).toContain('<MsgId>4561255354251345929</MsgId>')
})

test('a reply sealed with known random is the published one, letter by letter', () => {
  const reply = [
    '<xml>',
    '<MsgType><![CDATA[text]]></MsgType>',
    '<Content><![CDATA[test]]></Content>',
    '<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>',
    '<ToUserName><![CDATA[messense]]></ToUserName>',
    '<AgentID>1</AgentID>',
    '<CreateTime>1411525903</CreateTime>',
    '</xml>',
  ].join('\n')
  const random = Buffer.from('1234567890123456')
  const encrypted = sealEnvelope({ encodingAesKey: other.encodingAesKey, receiveId: other.corpId, text: reply, random })
  expect(encrypted.slice(0, 40)).toBe('9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4h')
  const signature = signEnvelope({ token: other.token, timestamp: '1411525903', nonce: '461056294', encrypted })
  expect(signature).toBe('407518b7649e86ef23978113f92d27afa9296533')
})

const random = fc.uint8Array({ minLength: 16, maxLength: 16 })

test('what is sealed here opens with @wecom/crypto, and the other way round', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), random, (text, salt) => {
      const sealed = sealEnvelope({ encodingAesKey: demo.encodingAesKey, receiveId: demo.corpId, text, random: salt })
      expect(decrypt(demo.encodingAesKey, sealed)).toMatchObject({ message: text, id: demo.corpId })
      const theirs = encrypt(demo.encodingAesKey, text, demo.corpId, Buffer.from(salt))
      expect(openEnvelope({ encodingAesKey: demo.encodingAesKey, encrypted: theirs }).text).toBe(text)
      expect(signEnvelope({ token: 't', timestamp: '1', nonce: '2', encrypted: sealed })).toBe(getSignature('t', '1', '2', sealed))
    }),
    { seed: 7, numRuns: 100 },
  )
})

test('an envelope of other keys, or a cut one, does not open', () => {
  const encrypted = sealEnvelope({ encodingAesKey: demo.encodingAesKey, receiveId: 'corp', text: 'hello', random: Buffer.alloc(16) })
  expect(() => openEnvelope({ encodingAesKey: demo.encodingAesKey, encrypted: encrypted.slice(0, 20) })).toThrow()
  expect(() => openEnvelope({ encodingAesKey: 'short', encrypted })).toThrow('43 characters')
  expect(signatureHolds('abc', 'abd')).toBe(false)
  expect(signatureHolds('abc', 'abc')).toBe(true)
})
