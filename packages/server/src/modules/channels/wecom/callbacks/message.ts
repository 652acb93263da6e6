/** What a callback says: XML, or JSON where the app asked for it. WW:90930, 96466 */
import { XMLParser } from 'fast-xml-parser'
import { digest128 } from '../../../../platform/crypto.ts'

/** Elements by name; nested and repeated ones as objects and lists. */
export type MessageFields = Readonly<Record<string, unknown>>

export interface CallbackMessage {
  /** `change_external_contact`; for what is no event its MsgType. */
  readonly event: string
  /** '' without one. */
  readonly changeType: string
  /** '' when it is about no customer. */
  readonly externalUserId: string
  /** Milliseconds, whole seconds. */
  readonly happenedAt: number
  readonly fields: MessageFields
  /** The same for every delivery of one message. */
  readonly key: string
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true })

/** The encrypted part of a body; undefined when there is none. */
export function encryptedOf(body: string): string | undefined {
  const { Encrypt, encrypt } = rootOf(body) ?? {}
  const found = Encrypt ?? encrypt
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** What a decrypted message says; undefined when it is nothing we can read. */
export function readMessage(text: string): CallbackMessage | undefined {
  const fields = rootOf(text)
  const seconds = Number(fields?.CreateTime)
  const event = textOf(fields?.Event) || textOf(fields?.MsgType)
  if (!fields || !event || !Number.isSafeInteger(seconds) || seconds < 0) return undefined
  return {
    event,
    changeType: textOf(fields.ChangeType),
    externalUserId: textOf(fields.ExternalUserID),
    happenedAt: seconds * 1_000,
    fields,
    // WW:90930 names FromUserName and CreateTime, which many events of one second share: the sender is always `sys`. The whole message tells them apart.
    key: `${textOf(fields.FromUserName)} ${seconds} ${digest128(text)}`,
  }
}

/** A text field of a message; '' when it is absent or not a text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function rootOf(text: string): Record<string, unknown> | undefined {
  const begin = text.trimStart()
  try {
    if (begin.startsWith('{'))
      return asRecord(JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value)))
    // Entities that a document brings along are none of the platform's.
    if (begin.includes('<!DOCTYPE')) return undefined
    return asRecord((xml.parse(storable(text)) as Record<string, unknown>).xml)
  } catch {
    return undefined
  }
}

/** Without what Postgres does not take in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}
