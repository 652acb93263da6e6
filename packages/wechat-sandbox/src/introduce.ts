/** The answer of `POST /_sandbox/world`: keys and people of the new world. */
import type { Area } from './area.ts'
import { appsOf, onlyCorp } from './wecom/corp/corps.ts'
import type { World } from './world.ts'

export interface WorldAnswer {
  readonly corp: {
    readonly corpId: string
    readonly secret: string
    readonly agentId: number
    readonly token: string
    readonly encodingAesKey: string
  }
  /** What the areas add: staff, customers, groups, officialAccount, miniProgram, merchant. */
  readonly [key: string]: unknown
}

/** The corp and its first app. */
export function introduceCorp(world: World): WorldAnswer['corp'] {
  const { corpId, token, encodingAesKey } = onlyCorp(world)
  const [app] = appsOf(world, corpId)
  if (!app) throw new Error('the corp has no app')
  return { corpId, secret: app.secret, agentId: app.agentId, token, encodingAesKey }
}

export function introduceWorld(world: World, areas: readonly Area[]): WorldAnswer {
  return Object.assign({ corp: introduceCorp(world) }, ...areas.map((area) => area.introduce?.(world) ?? {})) as WorldAnswer
}
