/** Opens the stored world: its clock, its chance, its ids, and the one way to do something in it. */
import { createHash } from 'node:crypto'
import type { Area } from './area.ts'
import { queueCallback } from './callbacks/queue.ts'
import { putInInbox } from './inbox/inbox.ts'
import { type SeededRandom, seededRandom } from './random.ts'
import { spineSchema } from './spine-schema.ts'
import { openStore, type Store } from './store/store.ts'
import { queueVisit } from './visits/queue.ts'
import type { World, WorldPlan } from './world.ts'

/** Length of the platform's opaque ids after their prefix. */
const OPAQUE_LENGTH = 30
/** WW:96238 */
const KEY_LENGTH = 43
/** Letters of base64 that carry no bits beyond the 32 bytes, for strict decoders. */
const KEY_ENDS = [...'AEIMQUYcgkosw048']
const OPAQUE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** The clock moves in steps of this, so that what is due of different areas happens about in its order. */
const LONGEST_STEP_MS = 86_400_000

export interface OpenWorld {
  readonly world: World
  /** Undefined until the first world is made. */
  plan(): WorldPlan | undefined
  /** Replaces the world, whole. */
  make(plan: WorldPlan): void
  /** One deed or call in one transaction: wholly or not at all, chance included. What is due happens before. */
  perform<T>(work: () => T): T
  /** Executes what is due now. */
  due(): void
  advance(ms: number): void
  realNow(): number
  close(): void
}

interface WorldRow {
  plan: string
  random_state: number
  clock_offset_ms: number
}

export function openWorld(input: { folder: string | undefined; areas: readonly Area[]; realNow: () => number }): OpenWorld {
  const store = openStore(input.folder)
  prepareSchema(store, input.areas)
  const stored = store.get<WorldRow>('select * from worlds')
  const random = seededRandom(stored?.random_state ?? 0)
  let offsetMs = stored?.clock_offset_ms ?? 0
  let plan = stored && (JSON.parse(stored.plan) as WorldPlan)
  const world = worldOver({ store, random, now: () => input.realNow() + offsetMs, realNow: input.realNow })

  /** A transaction that also takes back the chance when it fails. */
  function whole<T>(work: () => T): T {
    const before = random.state()
    try {
      return store.transaction(() => {
        const result = work()
        if (random.state() !== before) store.run('update worlds set random_state = ?', [random.state()])
        return result
      })
    } catch (error) {
      random.resume(before)
      throw error
    }
  }

  function due(): void {
    if (plan) whole(() => dueOf(input.areas, world))
  }

  return {
    world,
    plan: () => plan,
    make: (next) => {
      random.resume(next.seed)
      offsetMs = 0
      store.transaction(() => {
        emptySchema(store)
        createSchema(store, input.areas)
        const row = [1, JSON.stringify(next), random.state(), offsetMs, world.clock.now()]
        store.run('insert into worlds values (?, ?, ?, ?, ?)', row)
        for (const area of input.areas) area.furnish?.(world, next)
        store.run('update worlds set random_state = ?', [random.state()])
      })
      plan = next
    },
    perform: (work) => {
      due()
      return whole(work)
    },
    due,
    advance: (ms) => {
      for (let left = ms; left > 0; left -= LONGEST_STEP_MS) {
        offsetMs += Math.min(left, LONGEST_STEP_MS)
        store.run('update worlds set clock_offset_ms = ?', [offsetMs])
        due()
      }
    },
    realNow: input.realNow,
    close: () => store.close(),
  }
}

function dueOf(areas: readonly Area[], world: World): void {
  for (const area of areas) area.due?.(world)
}

function worldOver(input: { store: Store; random: SeededRandom; now: () => number; realNow: () => number }): World {
  const { store, random } = input
  const letters = (length: number) => Array.from({ length }, () => OPAQUE_LETTERS[random.integer(OPAQUE_LETTERS.length)]).join('')
  const world: World = {
    store,
    random,
    clock: { now: input.now },
    ids: {
      externalUserId: () => `wm${letters(OPAQUE_LENGTH)}`,
      opaque: (prefix, length = OPAQUE_LENGTH) => `${prefix}${letters(length)}`,
      encodingAesKey: () => letters(KEY_LENGTH - 1) + random.pick(KEY_ENDS),
    },
    callback: (event) => queueCallback(world, { event, realNow: input.realNow() }),
    deliver: (message) => putInInbox(world, message),
    visit: (visit) => queueVisit(world, visit),
  }
  return world
}

/** A stored world of other tables than today's cannot be lived in: it is emptied, and `POST /_sandbox/world` makes the next. */
function prepareSchema(store: Store, areas: readonly Area[]): void {
  const fingerprint = createHash('sha256').update(schemaOf(areas)).digest().readUInt32BE(0) >>> 1
  const { user_version: kept } = store.get<{ user_version: number }>('pragma user_version') ?? { user_version: 0 }
  store.transaction(() => {
    if (kept !== fingerprint) emptySchema(store)
    createSchema(store, areas)
    store.script(`pragma user_version = ${fingerprint}`)
  })
}

function emptySchema(store: Store): void {
  const tables = store.all<{ name: string }>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
  for (const { name } of tables) store.script(`drop table "${name}"`)
}

function createSchema(store: Store, areas: readonly Area[]): void {
  store.script(schemaOf(areas))
}

function schemaOf(areas: readonly Area[]): string {
  return [spineSchema, ...areas.map((area) => area.schema)].join('\n')
}
