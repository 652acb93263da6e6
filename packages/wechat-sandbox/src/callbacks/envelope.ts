/** Puts a message into the signed envelope of its corp. */
import { freshBytes } from '../machine.ts'
import type { Corp } from '../wecom/corp/corps.ts'
import { sealEnvelope, signEnvelope } from './crypto.ts'
import { xmlDocument } from './xml.ts'

const NONCE_BYTES = 5

export interface Envelope {
  readonly url: string
  readonly body: string
}

/** Where the corp hears: one path below its callback address. */
export function callbackAddress(corp: Corp): string | undefined {
  return corp.callbackUrl && `${corp.callbackUrl.replace(/\/+$/, '')}/wecom/${corp.corpId}`
}

/** Timestamp and nonce are fresh at every attempt, as the platform has it. @param realNow milliseconds */
export function enclose(corp: Corp, input: { address: string; xml: string; realNow: number }): Envelope {
  const { query, encrypted } = signedQuery(corp, { text: input.xml, realNow: input.realNow })
  return {
    url: `${input.address}?${query}`,
    body: xmlDocument({ ToUserName: corp.corpId, AgentID: '', Encrypt: encrypted }),
  }
}

/** The address of a GET that proves the receiver holds the keys: it must answer `echo` in clear. */
export function verificationAddress(corp: Corp, input: { address: string; echo: string; realNow: number }): string {
  const { query, encrypted } = signedQuery(corp, { text: input.echo, realNow: input.realNow })
  return `${input.address}?${query}&echostr=${encodeURIComponent(encrypted)}`
}

function signedQuery(corp: Corp, input: { text: string; realNow: number }): { query: URLSearchParams; encrypted: string } {
  const timestamp = String(Math.floor(input.realNow / 1_000))
  const nonce = String(Number.parseInt(freshBytes(NONCE_BYTES).toString('hex'), 16))
  const { encodingAesKey, corpId: receiveId, token } = corp
  const encrypted = sealEnvelope({ encodingAesKey, receiveId, text: input.text, random: freshBytes(16) })
  const signature = signEnvelope({ token, timestamp, nonce, encrypted })
  return { query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }), encrypted }
}
