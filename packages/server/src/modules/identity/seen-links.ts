/** Which links a batch of identifiers that came together asks for. */
import type { SeenTogether } from './atoms.ts'
import type { WantedLink } from './links/apply.ts'
import type { IdentifierRefusal } from './normalise.ts'

export interface LinksOf {
  readonly items: readonly SeenTogether[]
  /** Of each item, in the order of its identifiers; a refused one asks for nothing. */
  readonly atoms: readonly (readonly number[] | IdentifierRefusal)[]
  /** Atoms that nobody had seen before this batch. */
  readonly made: ReadonlySet<number>
  /** Whether a pair came together before, as such a link. */
  readonly judged: (link: PairLink) => boolean
}

export interface PairLink {
  readonly a: number
  readonly b: number
  readonly hint: boolean
}

/** Workspace → the first identifier of each item with each of its others, every pair once, in the order they came. */
export function linksOf({ items, atoms, made, judged }: LinksOf): Map<number, WantedLink[]> {
  const links = new Map<number, WantedLink[]>()
  const asked = new Set<string>()
  const seen = new Set<number>()
  for (const [place, item] of items.entries()) {
    const ofItem = atoms[place]
    if (!ofItem || 'code' in ofItem) continue
    const [a = 0] = ofItem
    for (let other = 1; other < ofItem.length; other++) {
      const b = ofItem[other] ?? 0
      const hint = item.refs[0]?.hint === true || item.refs[other]?.hint === true
      if (a === b || judged({ a, b, hint }) || asked.has(`${a} ${b} ${hint}`)) continue
      asked.add(`${a} ${b} ${hint}`)
      const fresh = isNew(a, made, seen) || isNew(b, made, seen)
      const ofWorkspace = links.get(item.workspaceId)
      const link = linkOf(item, { a, b, other, fresh, hint })
      if (ofWorkspace) ofWorkspace.push(link)
      else links.set(item.workspaceId, [link])
    }
    if (made.size > 0) for (const atom of ofItem) seen.add(atom)
  }
  return new Map([...links].sort(([one], [two]) => one - two))
}

/** Made for this very item: no earlier item of the batch had it. */
function isNew(atom: number, made: ReadonlySet<number>, seen: ReadonlySet<number>): boolean {
  return made.has(atom) && !seen.has(atom)
}

function linkOf(item: SeenTogether, { a, b, other, fresh, hint }: PairLink & { other: number; fresh: boolean }): WantedLink {
  return {
    a,
    b,
    hint,
    aKind: item.refs[0]?.kind,
    bKind: item.refs[other]?.kind ?? '',
    fresh,
    asked: 'event',
    cause: item.cause ?? 'event',
    source: item.source ?? 'server',
    evidence: item.evidence ?? '',
    by: '',
    at: item.seenAt,
  }
}
