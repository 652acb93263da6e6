/** Passwords as argon2id hashes, made and checked off the event loop. */
import { hash, verify } from '@node-rs/argon2'

/** 19 MiB, two passes, one lane: the first of OWASP's recommended settings for argon2id; the library's default algorithm. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST)
}

let hashOfNobody: Promise<string> | undefined

/** False without a hash too, after the same work: how long a refusal takes must not tell whether the account exists. */
export async function passwordFits(password: string, passwordHash: string | undefined): Promise<boolean> {
  hashOfNobody ??= hashPassword('nobody has this one')
  const fits = await verify(passwordHash ?? (await hashOfNobody), password.normalize('NFC'))
  return fits && passwordHash !== undefined
}
