/**
 * Several writers at once, in one process and (on Postgres) through two pools, as two processes would: whatever the order, what must hold
 * holds afterwards, and no acknowledged event is forgotten. `LIUCHI_SEEDS=5000` runs the long form.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Db, openDb } from '../../../packages/server/src/platform/db/index.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Command, writers } from './commands.ts'
import { brokenInvariants } from './compare.ts'
import { anotherProcess, NOTICED_MS, newWorkspace } from './simulation.ts'
import { boundAtoms, readStored, type Stored } from './stored.ts'
import { nameOf, type UniverseIdentifier, universes } from './universe.ts'
import { send, type Writer, write } from './writers.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 40)
/** Of the short form: a busy machine does fewer. */
const SHORT_MS = 20_000
/** The short form issues the same commands everywhere; how they meet is left to chance. */
const SHORT_SEED = 20_261_122
const RUNS = { numRuns: SEEDS, ...(!process.env.LIUCHI_SEEDS && { seed: SHORT_SEED, interruptAfterTimeLimit: SHORT_MS }) }
const MAX_COMMANDS = 8
const LONGEST_SEED_MS = 3_000
const OTHER_POOL_SIZE = 6
const TIMEOUT = { timeout: 60_000 + SEEDS * LONGEST_SEED_MS }

let world: World
let otherDb: Db | undefined
beforeAll(async () => {
  world = await openWorld()
  const url = world.handles.config.databaseUrl
  if (url) otherDb = openDb({ source: { url }, poolSize: OTHER_POOL_SIZE })
})
afterAll(() => otherDb?.destroy())

/** Two processes on one store, neither of which remembers anything. */
function twoProcesses(): [Handles, Handles] {
  return [anotherProcess(world.handles), anotherProcess(otherDb ? { ...world.handles, db: otherDb } : world.handles)]
}

/** All writers at once; every second one is of the other process. Answers them, with what each was acknowledged. */
async function writeAtOnce(input: { workspaceIds: number[]; commands: readonly Command[][] }): Promise<Writer[]> {
  const processes = twoProcesses()
  const all = input.commands.map((_, index): Writer => {
    const handles = processes[index % 2] ?? world.handles
    return { handles, workspaceIds: input.workspaceIds, universe: universes.mixed, acknowledged: [] }
  })
  await Promise.all(all.map((writer, index) => write(writer, input.commands[index] ?? [])))
  return all
}

/** Pairs of an event that are neither one person nor known to be a conflict or to have met. */
function forgotten(input: { workspaceId: number; stored: Stored; events: readonly UniverseIdentifier[][] }): string[] {
  const { workspaceId, stored, events } = input
  const atoms = boundAtoms(world.handles, { workspaceId, stored, universe: universes.mixed })
  const personOfAtom = new Map(stored.members.map(({ atom, person }) => [atom, person]))
  const known = new Set([...stored.conflicts, ...stored.encounters].flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]))
  return events.flatMap(([first, ...others]) =>
    others.flatMap((other) => {
      const [a, b] = [first, other].map((identifier) => (identifier && atoms.get(nameOf(identifier))) ?? 0)
      if (a === undefined || b === undefined) return []
      const together = (personOfAtom.get(a) ?? a) === (personOfAtom.get(b) ?? b) || known.has(`${a} ${b}`)
      return together ? [] : `${first && nameOf(first)} and ${nameOf(other)} came together and nothing says so`
    }),
  )
}

test(`up to ${SEEDS} times several writers who only link`, TIMEOUT, async () => {
  await fc.assert(
    fc.asyncProperty(writers({ only: 'growing', maxCommands: MAX_COMMANDS }), async (commands) => {
      const workspaceIds = [await newWorkspace(world), await newWorkspace(world)]
      const events = (await writeAtOnce({ workspaceIds, commands })).flatMap(({ acknowledged }) => acknowledged)
      for (const workspaceId of workspaceIds) {
        const stored = await readStored(world.handles, workspaceId)
        expect([...brokenInvariants(stored), ...forgotten({ workspaceId, stored, events })]).toEqual([])
      }
    }),
    RUNS,
  )
})

test(`up to ${SEEDS} times several writers who do everything`, TIMEOUT, async () => {
  await fc.assert(
    fc.asyncProperty(writers({ only: 'all', maxCommands: MAX_COMMANDS }), async (commands) => {
      const workspaceIds = [await newWorkspace(world), await newWorkspace(world)]
      const all = await writeAtOnce({ workspaceIds, commands })
      for (const workspaceId of workspaceIds)
        expect(brokenInvariants(await readStored(world.handles, workspaceId)), 'after the writers').toEqual([])
      // What a process remembers from before another one took something apart must not last.
      world.real.setOffsetMs(world.real.offsetMs() + NOTICED_MS)
      const events = all.flatMap(({ acknowledged }) => acknowledged)
      const [one, other] = all
      if (!one || !other) throw new Error('two writers were asked for')
      for (const writer of [one, other]) {
        const again = events.filter((_, index) => (index % 2 === 0) === (writer === one))
        await send({ ...writer, acknowledged: [] }, again)
      }
      for (const workspaceId of workspaceIds) {
        const stored = await readStored(world.handles, workspaceId)
        expect([...brokenInvariants(stored), ...forgotten({ workspaceId, stored, events })], 'after all events came again').toEqual([])
      }
    }),
    RUNS,
  )
})
