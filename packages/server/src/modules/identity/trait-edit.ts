/** Traits edited by a person in the console or by the API. */
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { jsonText } from '../../platform/json-text.ts'
import { failIdentity } from './errors.ts'
import { normaliseIdentifier } from './normalise.ts'
import { componentsOf } from './persons.ts'
import type {} from './tables.ts'
import { ALL_TRAITS, EDITED } from './trait-fold.ts'
import { applyTraits, type TraitChangeOfAtom } from './traits.ts'

/** As long as an event may be. */
const MAX_VALUE_BYTES = 32_000

/** Names under which phone numbers and e-mail addresses are kept elsewhere. */
const PHONE_NAME =
  /^(user|member|contact)?(phone|mobile|cellphone|mobilephone|tel|telephone|msisdn|手机|电话|联系电话|移动电话)(no|num|number|号|号码)?s?$/
const EMAIL_NAME = /^(user|member|contact)?(e?mail|邮箱|电子邮箱|电子邮件)(address|地址)?s?$/
const MOBILE_NUMBER = /^(\+?86)?1[3-9]\d{9}$/

export interface TraitEdit {
  readonly workspaceId: number
  /** The atom that stands for the person. */
  readonly person: number
  readonly set: Readonly<Record<string, unknown>>
  readonly unset: readonly string[]
  /** Name of the account or key. */
  readonly by: string
}

/**
 * Takes effect at once: where an event of a moment ahead of the clock set the value, the edit counts as made in that moment.
 * @throws identity.trait_is_identifier, identity.trait_too_long
 */
export async function editTraits(handles: Pick<Handles, 'db' | 'clocks'>, input: TraitEdit): Promise<void> {
  const { workspaceId, person, set, unset, by } = input
  for (const [name, value] of Object.entries(set)) checkTrait(name, value)
  for (const name of unset) checkTraitName(name)
  const at = Math.max(handles.clocks.business.now(), await latestChange(handles, { ...input, names: [...Object.keys(set), ...unset] }))
  const change = { workspaceId, atom: person, at, source: EDITED, by, step: '' }
  const changes: TraitChangeOfAtom[] = [
    { ...change, op: 'unset', values: Object.fromEntries(unset.map((name) => [name, null])) },
    { ...change, op: 'set', values: set },
  ]
  await applyTraits(handles.db, {
    changes: changes.filter(({ values }) => Object.keys(values).length > 0),
    now: handles.clocks.real.now(),
  })
}

/** When one of these traits was last written or all were deleted, on whichever atom, in milliseconds; 0 for never. */
async function latestChange(
  { db }: Pick<Handles, 'db'>,
  { workspaceId, person, names }: TraitEdit & { names: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ latest: Date | null }>`
    select max(changed_at) as latest from (${componentsOf({ workspaceId, persons: [person] })}) as components (person, atom), lateral (
      select changed_at from identity_traits known where known.workspace_id = ${workspaceId} and known.atom = components.atom
        and known.name = any(${[...names, ALL_TRAITS]}::text[]) offset 0) as trait`.execute(db)
  return rows[0]?.latest?.getTime() ?? 0
}

/** @throws identity.trait_is_identifier */
export function checkTraitName(name: string): void {
  const bare = name.toLowerCase().replace(/[\s_\-.$]+/g, '')
  if (PHONE_NAME.test(bare) || EMAIL_NAME.test(bare)) failIdentity('identity.trait_is_identifier', { name })
}

function checkTrait(name: string, value: unknown): void {
  checkTraitName(name)
  if (typeof value === 'string' && isContact(value)) failIdentity('identity.trait_is_identifier', { name })
  if (Buffer.byteLength(jsonText(value)) > MAX_VALUE_BYTES) failIdentity('identity.trait_too_long', { name, limitBytes: MAX_VALUE_BYTES })
}

function isContact(value: string): boolean {
  return MOBILE_NUMBER.test(value.replace(/[\s()-]+/g, '')) || normaliseIdentifier({ kind: 'email', value }).ok
}
