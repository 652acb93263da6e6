/** What goes wrong on purpose: probabilities of callbacks and calls, stored with the world. */
import { z } from 'zod'
import type { World } from './world.ts'

const probability = z.number().min(0).max(1)

/** Callbacks and 84061 end within 20 real seconds, whatever the faults. */
const MAX_FAULT_DELAY_MS = 15_000

export const faultsShape = z.object({
  /** A callback comes twice. */
  duplicate: probability.default(0),
  /** A callback never comes. */
  lose: probability.default(0),
  /** A callback is overtaken by later ones. */
  reorder: probability.default(0),
  /** Every callback comes this much later. */
  delayMs: z.number().int().min(0).max(MAX_FAULT_DELAY_MS).default(0),
  /** A call is answered with HTTP 502; in half of the cases it was executed and only its answer is lost. */
  error5xx: probability.default(0),
  /** A call is refused with 45009. */
  rateLimit: probability.default(0),
})

export type Faults = z.output<typeof faultsShape>

const NONE: Faults = faultsShape.parse({})

export function readFaults(world: World): Faults {
  const row = world.store.get<{ settings: string }>('select settings from faults')
  return row ? (JSON.parse(row.settings) as Faults) : NONE
}

export function setFaults(world: World, faults: Faults): void {
  world.store.run('insert into faults values (1, ?) on conflict (id) do update set settings = excluded.settings', [JSON.stringify(faults)])
}
