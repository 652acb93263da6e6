/** Finds the verb a person means and lets them do it. */
import { z } from 'zod'
import type { Area } from './area.ts'
import { type Actor, DeedRefused, type Effects, refuseDeed, type Verb } from './verb.ts'
import { onlyCorp } from './wecom/corp/corps.ts'
import { customerForDeed } from './wecom/corp/customers.ts'
import { staffMember } from './wecom/corp/staff.ts'
import type { World } from './world.ts'

/** `customer:ID` or `staff:USERID`, a verb, and the verb's own fields beside them. */
export const deedShape = z.looseObject({
  actor: z.string().regex(/^(customer|staff):.+$/, 'must be customer:ID or staff:USERID'),
  verb: z.string().min(1),
})

export type Deed = z.output<typeof deedShape>

export type Deeds = (world: World, deed: Deed) => Effects

/** @throws Error when two areas give one kind of actor the same verb: a slip in our code */
export function deedsOf(areas: readonly Area[]): Deeds {
  const verbs = new Map<string, Verb>()
  for (const verb of areas.flatMap((area) => area.verbs)) {
    for (const kind of verb.actor === 'any' ? ['customer', 'staff'] : [verb.actor]) {
      const key = `${kind} ${verb.name}`
      if (verbs.has(key)) throw new Error(`the verb ${verb.name} of ${kind} is declared twice`)
      verbs.set(key, verb)
    }
  }
  return (world, deed) => {
    const actor = readActor(world, deed.actor)
    const verb = verbs.get(`${actor.kind} ${deed.verb}`)
    if (!verb) return refuseDeed('unknown_verb', `a ${actor.kind} has no verb ${deed.verb}`)
    const { actor: _actor, verb: _verb, ...fields } = deed
    const input = verb.shape.safeParse(fields)
    if (!input.success) return refuseDeed('bad_input', wordsOf(input.error))
    return verb.act({ world, actor, input: input.data })
  }
}

/** @throws DeedRefused `unknown_customer`, `unknown_staff` */
export function readActor(world: World, text: string): Actor {
  const separator = text.indexOf(':')
  const id = text.slice(separator + 1)
  if (text.startsWith('customer:')) return { kind: 'customer', id: customerForDeed(world, id).id }
  const { corpId } = onlyCorp(world)
  if (!staffMember(world, corpId, id)) throw new DeedRefused('unknown_staff', `no member ${id} at ${corpId}`)
  return { kind: 'staff', userId: id, corpId }
}

/** The first wrong field, in words. */
export function wordsOf(error: z.ZodError): string {
  const [issue] = error.issues
  return issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'bad input'
}
