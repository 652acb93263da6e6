/** An area is a part of WeChat: its tables, its calls, what people can do in it and what falls due by itself. */
import type { PlatformCall } from './call.ts'
import type { Verb } from './verb.ts'
import type { World, WorldPlan } from './world.ts'

export interface Area {
  readonly name: string
  /** `create table if not exists … strict;` statements. Table names begin with the area's noun and bear `corp_id` where they belong to a corp. */
  readonly schema: string
  readonly calls: readonly PlatformCall[]
  readonly verbs: readonly Verb[]
  /** Makes what a new world holds of this area, after the areas before it. */
  readonly furnish?: (world: World, plan: WorldPlan) => void
  /** Keys this area adds to the answer of `POST /_sandbox/world`: `{groups: [{chatId, name, owner}]}`. */
  readonly introduce?: (world: World) => object
  /** Executes what is due at `world.clock.now()`. Called before every call and deed and when the clock moves; cheap when nothing is due. */
  readonly due?: (world: World) => void
}
