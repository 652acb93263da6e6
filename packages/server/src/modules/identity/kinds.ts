/** The registry of identifier kinds: those every workspace has, the two families, and how `KIND:VALUE` is read. Browser-safe. */

/** What a kind allows. Powers and trust run from 0 to 100. */
export interface KindRules {
  /** A value belongs to one person at a time. */
  readonly unique: boolean
  /** A person has at most one value. */
  readonly single: boolean
  /** How readily a shared value makes two people one; 0 never does. */
  readonly mergePower: number
  /** Which identifier stands for the person when several come together. */
  readonly trust: number
}

export interface IdentifierKind extends KindRules {
  /** `phone`, `openid:wx1`; a family is listed as `openid:<appid>`. */
  readonly kind: string
  /** Personal in the sense of the law: kept sealed, found by a blind index, masked for most roles. */
  readonly personal: boolean
}

const known = (kind: string, trust: number, mergePower: number, more: Partial<IdentifierKind> = {}): IdentifierKind => ({
  kind,
  unique: true,
  single: false,
  mergePower,
  trust,
  personal: false,
  ...more,
})

/** Kinds that every workspace has. Families stand here with a placeholder for their scope. */
export const identifierKinds: readonly IdentifierKind[] = [
  known('user_id', 95, 90),
  known('phone', 90, 80, { personal: true }),
  known('email', 85, 60, { personal: true }),
  known('unionid', 80, 100, { single: true }),
  known('openid:<appid>', 75, 100, { single: true }),
  known('external_userid:<corpid>', 70, 100, { single: true }),
  known('member_no', 65, 90, { single: true }),
  known('anonymous_id', 20, 30),
  known('device_id', 15, 20),
  known('cookie_id', 10, 20),
]

const FAMILY = /^(openid:|external_userid:)[^\s:<>]{1,64}$/
/** Kinds that may be declared: a word, or a word and a scope. */
export const DECLARABLE_KIND = /^[a-z][a-z0-9_]{0,39}(:[A-Za-z0-9_.-]{1,64})?$/

const fixed = new Map(identifierKinds.map((kind) => [kind.kind, kind]))
const families = new Map(
  identifierKinds.filter(({ kind }) => kind.includes('<')).map((kind) => [kind.kind.slice(0, kind.kind.indexOf('<')), kind]),
)

/** Kinds of one workspace beyond those that all have. */
export type DeclaredKinds = ReadonlyMap<string, KindRules>

/** The rules of a kind; undefined when it is neither known nor declared. */
export function kindOf(kind: string, declared?: DeclaredKinds): IdentifierKind | undefined {
  const known = kind.includes('<') ? undefined : fixed.get(kind)
  if (known) return known
  const family = FAMILY.exec(kind)?.[1]
  const rules = family === undefined ? declared?.get(kind) : families.get(family)
  return rules && { ...rules, kind, personal: false }
}

/** Splits `KIND:VALUE` at the longest declared kind: `openid:wx1:o2` is `o2` of `openid:wx1`. Undefined when no kind fits. */
export function splitReference(text: string, declared?: DeclaredKinds): { kind: string; value: string } | undefined {
  for (let colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
    const kind = text.slice(0, colon)
    if (kindOf(kind, declared)) return { kind, value: text.slice(colon + 1) }
  }
  return undefined
}
