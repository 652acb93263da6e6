/** Names of contacts for who may not read what is personal. */

/** The first character, and that there is more: 王**. */
export function shortened(text: string): string {
  const [first] = text
  return first === undefined ? '' : `${first}**`
}
