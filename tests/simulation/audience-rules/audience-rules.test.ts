/**
 * Random rules over random small worlds: whoever the program means, asked about everybody, about some people, page by page or one by one, is
 * whom a slow and obvious evaluator means; and nobody changes unforeseen as time passes. `LIUCHI_SEEDS=3000` runs the long form.
 */
import fc from 'fast-check'
import { beforeAll, test } from 'vitest'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { build } from './build.ts'
import { differences } from './compare.ts'
import { scenarios } from './worlds.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 10)
const LONGEST_SEED_MS = 5_000
/** The short form sees the same worlds everywhere; the long form draws new ones. */
const SHORT_SEED = 20_261_204
/** Of the short form: a busy machine sees fewer. */
const SHORT_MS = 60_000

let world: World
beforeAll(async () => {
  world = await openWorld()
})

test(`up to ${SEEDS} small worlds with a dozen rules each`, { timeout: 120_000 + SEEDS * LONGEST_SEED_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const facts = await build(world, scenario.world)
      const differing = await differences(world.handles, facts, scenario)
      if (differing.length > 0) throw new Error(differing.join('\n'))
    }),
    { numRuns: SEEDS, ...(!process.env.LIUCHI_SEEDS && { seed: SHORT_SEED, interruptAfterTimeLimit: SHORT_MS }) },
  )
})
