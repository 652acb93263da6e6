/** Makes two people one because somebody asked for it. */
import { inTransaction } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { findOrMakeIdentifier } from '../atoms.ts'
import { declaredKinds } from '../declared-kinds.ts'
import { failIdentity } from '../errors.ts'
import { kindOf } from '../kinds.ts'
import type { IdentifierRef } from '../normalise.ts'
import { failNobody } from '../persons.ts'
import { applyLinks, type Judged, type WantedLink } from './apply.ts'
import { lockLinks } from './lock.ts'

export type LinkHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config' | 'ids'>

export interface Linked {
  /** The person that goes on. */
  readonly personId: number
  /** People that ended; an identifier that nobody had seen before is none. */
  readonly merged: number[]
  /** Null when nothing had to be done. */
  readonly mergeId: number | null
}

export interface Request {
  readonly workspaceId: number
  /** Who asked, for people to read. */
  readonly by: string
  /** Id of the request, conflict or suggestion. */
  readonly evidence: string
}

/**
 * Links an identifier to the person of an atom. It is made when nobody has it; one of a kind that is not unique is noted and merges nobody.
 * @throws identity.conflict with `details.reason` `apart` or `single` (which is also queued), identity.kind_…, identity.value_…, platform.not_found
 */
export async function linkIdentifier(handles: LinkHandles, input: Request & { person: number; ref: IdentifierRef }): Promise<Linked> {
  const { workspaceId, person, ref, by, evidence } = input
  const at = handles.clocks.business.now()
  const { atom, made } = await findOrMakeIdentifier(handles, { workspaceId, ref, seenAt: at })
  return link(handles, {
    workspaceId,
    link: {
      a: person,
      b: atom,
      aKind: undefined,
      bKind: ref.kind,
      fresh: made,
      asked: 'request',
      cause: 'request',
      source: 'api',
      evidence,
      by,
      at,
    },
  })
}

/** Makes the people of two atoms one. @throws identity.conflict, platform.not_found */
export async function mergePeople(handles: LinkHandles, input: Request & { a: number; b: number; cause: string }): Promise<Linked> {
  const { workspaceId, a, b, cause, by, evidence } = input
  const at = handles.clocks.business.now()
  return link(handles, {
    workspaceId,
    link: { a, b, aKind: undefined, bKind: '', fresh: false, asked: 'request', cause, source: 'api', evidence, by, at },
  })
}

async function link(handles: LinkHandles, input: { workspaceId: number; link: WantedLink }): Promise<Linked> {
  const { workspaceId } = input
  const declared = await declaredKinds(handles, workspaceId)
  const judged = await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const [one] = await applyLinks(tx, { workspaceId, links: [input.link], rulesOf: (kind) => kindOf(kind, declared) })
    return one
  })
  return judged ? linkedBy(judged) : failNobody()
}

function linkedBy({ judgement, mergeId }: Judged): Linked {
  if (judgement.what === 'same') return { personId: judgement.person, merged: [], mergeId: null }
  if (judgement.what === 'conflict') return failSingle(judgement.kind)
  if (judgement.what === 'met')
    return judgement.reason === 'not_unique' ? { personId: judgement.person, merged: [], mergeId: null } : failApart()
  return { personId: judgement.into, merged: judgement.what === 'merged' ? [judgement.from] : [], mergeId: mergeId ?? null }
}

/** Both people have an identifier of a kind of which one person has only one. */
function failSingle(kind: string): never {
  const why = { zh: `两位客户各有一个 ${kind}，而一位客户只能有一个`, en: `both have a ${kind}, of which one person has only one` }
  return failIdentity('identity.conflict', { reason: 'single', kind, why })
}

export function failApart(): never {
  const why = { zh: '有人决定让他们保持分开；先解除再合并', en: 'somebody decided to keep them apart; lift that first' }
  return failIdentity('identity.conflict', { reason: 'apart', why })
}
