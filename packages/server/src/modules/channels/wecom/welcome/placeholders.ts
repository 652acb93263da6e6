/** Names in texts: `{客户昵称}` and `{员工}`, or `{客户昵称|朋友}` with words for when the name is not known. Browser-safe. */

const PLACEHOLDER = /\{(客户昵称|员工)(?:\|([^{}|]{1,20}))?\}/g
const ANY_BRACES = /\{[^{}]*\}/g

export interface Names {
  /** Undefined: not known. */
  readonly nickname: string | undefined
  readonly staff: string | undefined
}

/** Where the text names no words of its own. */
const NAMELESS = { nickname: '朋友', staff: '您的顾问' } as const
const FIELDS = { 客户昵称: 'nickname', 员工: 'staff' } as const satisfies Readonly<Record<string, keyof Names>>

/** Ours: longer names are cut, so that a text that was short enough stays so. */
const MAX_NAME_BYTES = 64

export function filledText(text: string, names: Names): string {
  return text.replace(PLACEHOLDER, (_, word: keyof typeof FIELDS, instead: string | undefined) => {
    const field = FIELDS[word]
    const name = names[field]
    return name ? cutToBytes(name, MAX_NAME_BYTES) : (instead ?? NAMELESS[field])
  })
}

/** Whether one of these names is used. */
export function needsName(text: string, word: keyof typeof FIELDS): boolean {
  return [...text.matchAll(PLACEHOLDER)].some(([, found]) => found === word)
}

/** The first thing in braces that is no placeholder: a typing error that customers would read. */
export function unknownPlaceholder(text: string): string | undefined {
  return text.replace(PLACEHOLDER, '').match(ANY_BRACES)?.[0]
}

/** Bytes of the text with the longest names. */
export function mostBytes(text: string): number {
  return byteLength(text.replace(PLACEHOLDER, 'x'.repeat(MAX_NAME_BYTES)))
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

function cutToBytes(text: string, most: number): string {
  let cut = ''
  let bytes = 0
  for (const character of text) {
    bytes += byteLength(character)
    if (bytes > most) break
    cut += character
  }
  return cut
}
