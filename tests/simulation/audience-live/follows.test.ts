/**
 * Whatever happens to people and audiences, in whatever order, early or late, and wherever processes die: once everything has settled, every
 * live audience is what counting its rule anew says. `LIUCHI_SEEDS=2000` runs the long form.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { openWorld } from '../../../packages/server/src/platform/testing/world.ts'
import { act } from './acts.ts'
import { type Life, lives } from './commands.ts'
import { differences } from './compare.ts'
import { BEGIN_MS } from './rules.ts'
import { found, type House, openHouse, openStage, settle } from './stage.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 8)
const MAX_COMMANDS = 30
const LONGEST_SEED_MS = 10_000
/** The short form lives the same lives everywhere; the long form draws new ones. */
const SHORT_SEED = 20_261_122
/** Of the short form: a busy machine does fewer. */
const SHORT_MS = 60_000

let house: House
beforeAll(async () => {
  house = await openHouse(await openWorld())
})
afterAll(() => house.close())

test(`live audiences through up to ${SEEDS} random lives`, { timeout: 120_000 + SEEDS * LONGEST_SEED_MS }, async () => {
  await fc.assert(fc.asyncProperty(lives({ maxCommands: MAX_COMMANDS }), live), {
    numRuns: SEEDS,
    ...(!process.env.LIUCHI_SEEDS && { seed: SHORT_SEED, interruptAfterTimeLimit: SHORT_MS }),
  })
})

async function live({ rules, commands }: Life): Promise<void> {
  house.business.at = BEGIN_MS
  const stage = await openStage(house)
  for (const rule of rules) await found(stage, rule)
  for (const command of [...commands, { do: 'look' as const }]) {
    const problems: string[] = []
    await act(stage, command).catch((error) => problems.push(error instanceof Error ? (error.stack ?? '') : String(error)))
    if (command.do === 'look' && problems.length === 0) {
      await settle(stage)
      problems.push(...(await differences(stage)))
    }
    if (problems.length > 0) throw new Error([...stage.story, 'then:', ...problems].join('\n'))
  }
}
