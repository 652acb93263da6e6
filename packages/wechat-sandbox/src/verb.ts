/** What a person does in the client: `POST /_sandbox/act`. */
import type { z } from 'zod'
import type { World } from './world.ts'

export type Actor = CustomerActor | StaffActor
export interface CustomerActor {
  readonly kind: 'customer'
  /** As `POST /_sandbox/world` gave it. */
  readonly id: string
}
export interface StaffActor {
  readonly kind: 'staff'
  readonly userId: string
  readonly corpId: string
}

/** What came of it, in short English sentences: 'added by zhang', 'callback add_external_contact'. */
export type Effects = readonly string[]

interface Actors {
  readonly customer: CustomerActor
  readonly staff: StaffActor
  readonly any: Actor
}

export interface Verb<Who extends keyof Actors = keyof Actors, Shape extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly actor: Who
  /** Of the fields besides `actor` and `verb`. */
  readonly shape: Shape
  /** Refuses with `refuseDeed`. */
  act(deed: { readonly world: World; readonly actor: Actors[Who]; readonly input: z.output<Shape> }): Effects
}

/** Keeps the types of actor and input inside, forgets them outside. */
export function defineVerb<Who extends keyof Actors, Shape extends z.ZodType>(verb: Verb<Who, Shape>): Verb {
  return verb
}

/** The world does not allow the deed: the person is no contact, the group is full. */
export class DeedRefused extends Error {
  readonly code: string
  constructor(code: string, words: string) {
    super(words)
    this.name = 'DeedRefused'
    this.code = code
  }
}

/** @param code stable, snake_case: `not_a_contact`; `unknown_…` codes answer 404, all others 409 */
export function refuseDeed(code: string, words: string): never {
  throw new DeedRefused(code, words)
}
