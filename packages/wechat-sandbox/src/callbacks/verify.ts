/** The console's "save" of a callback address: the receiver proves with a GET that it holds the keys. */
import { freshInteger } from '../machine.ts'
import type { Corp } from '../wecom/corp/corps.ts'
import { callbackAddress, verificationAddress } from './envelope.ts'
import { openPoster } from './post.ts'

const MAX_ECHO = 281_474_976_710_655
/** The platform wants the answer within 1 s [WW:96466]; a debugger may be attached here. */
const TIMEOUT_MS = 5_000

export interface Verification {
  readonly verified: boolean
  /** What was wrong, in words. */
  readonly words: string
}

/** The answer must be the very text: no quotes, no line end. */
export async function verifyCallback(corp: Corp, realNow: number): Promise<Verification> {
  const address = callbackAddress(corp)
  if (!address) return { verified: false, words: 'the corp has no callback address' }
  const echo = String(freshInteger(MAX_ECHO))
  const poster = openPoster({ connections: 1 })
  try {
    const url = verificationAddress(corp, { address, echo, realNow })
    const { status, text } = await poster.send({ method: 'GET', url, timeoutMs: TIMEOUT_MS })
    if (status !== 200) return { verified: false, words: `the receiver answered ${status}` }
    if (text !== echo) return { verified: false, words: 'the receiver did not answer the decrypted echostr' }
    return { verified: true, words: `verified at ${address}` }
  } catch (error) {
    return { verified: false, words: error instanceof Error ? error.message : String(error) }
  } finally {
    poster.close()
  }
}
