/**
 * Whatever is linked, merged, taken apart, unbound, decided and erased, in whatever order: the program says what a simple model says.
 * `LIUCHI_SEEDS=5000` runs the long form.
 */
import fc from 'fast-check'
import { beforeAll, test } from 'vitest'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { scenarios } from './commands.ts'
import { live } from './live.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 80)
const MAX_COMMANDS = 35
const LONGEST_SEED_MS = 2_000
/** The short form lives the same lives everywhere, so that whoever sees it fail can see it again; the long form draws new ones. */
const SHORT_SEED = 20_261_122
/** Of the short form: a busy machine does fewer. */
const SHORT_MS = 20_000

let world: World
beforeAll(async () => {
  world = await openWorld()
})

test(`up to ${SEEDS} random lives`, { timeout: 60_000 + SEEDS * LONGEST_SEED_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios({ maxCommands: MAX_COMMANDS }), (scenario) => live(world, scenario)),
    { numRuns: SEEDS, ...(!process.env.LIUCHI_SEEDS && { seed: SHORT_SEED, interruptAfterTimeLimit: SHORT_MS }) },
  )
})
