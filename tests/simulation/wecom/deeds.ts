/** Random deeds of customers and staff in the local WeChat: add, delete, come back, note, tag. */
import type { ChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import type { Random } from '../seeded-random.ts'

/** Between two deeds: what happens in one second has no order that the platform tells. */
const MAX_GAP_MS = 20_000

export interface Deeds {
  /** One deed at this moment. Answers whether it happened. */
  one(): boolean
  /** Some deeds; those that the world does not allow at the moment do not happen. Answers how many did. */
  some(count: number): number
}

export function openDeeds(channel: ChannelWorld, random: Random): Deeds {
  const { sandbox, staff, customers } = channel
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const tagIds = Array.from({ length: 6 }, (_, place) => makeTag(channel, `t${place}`))
  const act = (actor: string, verb: string, input: object): boolean => {
    try {
      channel.act(actor, verb, input)
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'DeedRefused') return false
      throw error
    }
  }
  const one = (): boolean => {
    const [userId, customerId, dice] = [pick(staff), pick(customers), random()]
    const [asCustomer, asStaff] = [`customer:${customerId}`, `staff:${userId}`]
    if (dice < 0.45) return act(asCustomer, 'addStaff', { userId, ...(random() < 0.5 && { state: `s${Math.floor(random() * 9)}` }) })
    if (dice < 0.5) return act(asCustomer, 'addStaff', { userId, mode: 'half' })
    if (dice < 0.55) return act(asStaff, 'acceptCustomer', { customerId })
    if (dice < 0.67) return act(asCustomer, 'deleteStaff', { userId })
    if (dice < 0.8) return act(asStaff, 'deleteCustomer', { customerId })
    if (dice < 0.9) return act(asStaff, 'editCustomer', { customerId, remark: `r${Math.floor(random() * 99)}` })
    return act(asStaff, 'editCustomer', { customerId, ...(random() < 0.6 ? { addTags: [pick(tagIds)] } : { removeTags: [pick(tagIds)] }) })
  }
  return {
    one,
    some: (count) => {
      let done = 0
      for (let deed = 0; deed < count; deed++) {
        sandbox.advance(1_000 + Math.floor(random() * MAX_GAP_MS))
        if (one()) done++
      }
      return done
    },
  }
}

function makeTag({ sandbox, staff }: ChannelWorld, name: string): string {
  const [effect = ''] = sandbox.act({ actor: `staff:${staff[0]}`, verb: 'makeTag', group: 'g', name })
  return effect.replace('made tag ', '')
}
