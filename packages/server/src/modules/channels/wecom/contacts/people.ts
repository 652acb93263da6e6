/** Who contacts are: their identifiers, from the platform and therefore verified, made and linked by the rules of identity. */
import type { Handles } from '../../../../platform/handles.ts'
import { resolveAtoms, type SeenTogether, verifyIdentifiers } from '../../../identity/index.ts'
import type { Corp } from '../connection/corps.ts'
import { identifierKindOf } from './events.ts'

export interface SeenContact {
  readonly externalUserId: string
  readonly unionid: string | null
  /** Milliseconds. */
  readonly seenAt: number
}

/** External userid → the atom of that identifier; its unionid is linked with it, unless somebody decided to keep them apart. */
export async function atomsOfContacts(
  handles: Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>,
  input: { corp: Corp; contacts: readonly SeenContact[] },
): Promise<Map<string, number>> {
  const { corp, contacts } = input
  const { workspaceId } = corp
  const kind = identifierKindOf(corp)
  const alone = contacts.map(({ externalUserId, seenAt }): SeenTogether => {
    return { workspaceId, refs: [{ kind, value: externalUserId }], seenAt, source: 'server' }
  })
  const together = contacts.flatMap(({ externalUserId, unionid, seenAt }): SeenTogether[] => {
    if (unionid === null) return []
    const refs = [
      { kind: 'unionid', value: unionid },
      { kind, value: externalUserId },
    ]
    return [{ workspaceId, refs, seenAt, cause: 'event', source: 'server', evidence: `wecom ${corp.corpId}` }]
  })
  const answers = await resolveAtoms(handles, [...together, ...alone])
  await verifyIdentifiers(handles.db, { workspaceId, refs: [...together, ...alone].flatMap(({ refs }) => refs) })
  const atoms = new Map<string, number>()
  for (const [place, { externalUserId }] of contacts.entries()) {
    const atom = answers[together.length + place]
    if (typeof atom === 'number') atoms.set(externalUserId, atom)
  }
  return atoms
}
