/** The machine below the world: its clock, its timers, bytes that no seed may replay. The only file that touches them. */
import { randomBytes, randomInt } from 'node:crypto'

export const machineNow: () => number = Date.now

/** Salts, nonces, traces: never the world's chance, so that keys stay keys. */
export const freshBytes: (length: number) => Buffer = randomBytes

/** @returns a whole number from 0 up to, not including, `n` */
export function freshInteger(n: number): number {
  return randomInt(n)
}

/** Neither keeps the process alive. @returns how to stop it */
export function after(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs).unref()
  return () => clearTimeout(timer)
}

export function every(intervalMs: number, work: () => void): () => void {
  const timer = setInterval(work, intervalMs).unref()
  return () => clearInterval(timer)
}
