/** A self-signed X.509 certificate, written out in DER by hand: enough for the platform certificate of WeChat Pay. */
import { type KeyObject, sign } from 'node:crypto'

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const NULL = 0x05
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const GENERALIZED_TIME = 0x18
const VERSION_TAG = 0xa0

/** 1.2.840.113549.1.1.11 */
const SHA256_WITH_RSA = Buffer.from('2a864886f70d01010b', 'hex')
/** 2.5.4.3 and 2.5.4.10 */
const COMMON_NAME = Buffer.from('550403', 'hex')
const ORGANISATION = Buffer.from('55040a', 'hex')

export interface CertificateSubject {
  readonly commonName: string
  readonly organisation: string
}

/** @param serialNo hex, up to 40 digits, the first below 8; times in milliseconds @returns PEM */
export function selfSigned(input: {
  keys: { publicKey: KeyObject; privateKey: KeyObject }
  serialNo: string
  subject: CertificateSubject
  validFrom: number
  validTo: number
}): string {
  const algorithm = der(SEQUENCE, der(OBJECT_ID, SHA256_WITH_RSA), der(NULL))
  const name = der(SEQUENCE, attribute(ORGANISATION, input.subject.organisation), attribute(COMMON_NAME, input.subject.commonName))
  const signed = der(
    SEQUENCE,
    der(VERSION_TAG, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from(input.serialNo, 'hex')),
    algorithm,
    name,
    der(SEQUENCE, time(input.validFrom), time(input.validTo)),
    name,
    input.keys.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', signed, input.keys.privateKey)
  const certificate = der(SEQUENCE, signed, algorithm, der(BIT_STRING, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function attribute(type: Buffer, value: string): Buffer {
  return der(SET, der(SEQUENCE, der(OBJECT_ID, type), der(UTF8_STRING, Buffer.from(value))))
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  return der(GENERALIZED_TIME, Buffer.from(`${digits}Z`))
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

/** Short form below 128, else the count of length bytes and those. */
function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}
