/** What the bootstrap has to say goes to stderr, so that the output of a command stays clean. */

/** A reason that is told in one sentence, without a stack trace. */
export class Refusal extends Error {}

/** @param {string} words one line */
export function say(words) {
  process.stderr.write(`liuchi: ${words}\n`)
}

/** `12 s` or `3 min 5 s`, for people. @param {number} ms */
export function inWords(ms) {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
