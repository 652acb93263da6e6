/** The groups a new world begins with: each has an owner and nobody else in it yet. */
import type { World, WorldPlan } from '../../world.ts'
import { onlyCorp } from '../corp/corps.ts'
import { activeStaff } from '../corp/staff.ts'
import { chatsFiltered } from './chats.ts'
import { makeChat } from './making.ts'

const NAMES = ['福利群', '新品体验群', '会员群', '答疑群', '快闪群'] as const

/** Owners in turn; without staff there are no groups. */
export function furnishGroups(world: World, plan: WorldPlan): void {
  const { corpId } = onlyCorp(world)
  const staff = activeStaff(world, corpId)
  for (let index = 0; index < plan.groups; index += 1) {
    const owner = staff[index % Math.max(staff.length, 1)]
    if (!owner) return
    makeChat(world, { corpId, name: `${NAMES[index % NAMES.length]} ${index + 1}`, owner: owner.userId })
  }
}

export function introduceGroups(world: World): object {
  const chats = chatsFiltered(world, onlyCorp(world).corpId)
  return { groups: chats.map(({ chatId, name, owner }) => ({ chatId, name, owner })) }
}
