/** What people scan and click, wherever it leads; and what administrators do about acquisition links. */
import { z } from 'zod'
import { type Actor, defineVerb, type Effects, refuseDeed } from '../../verb.ts'
import type { Person, World } from '../../world.ts'
import { useContactWay } from '../contact-ways/using.ts'
import { contactWayByCode } from '../contact-ways/ways.ts'
import { onlyCorp } from '../corp/corps.ts'
import { joinWayByCode, useJoinWay } from '../groups/join-ways.ts'
import { deleteLink, findLink } from './links.ts'
import { tellAcquisition } from './news.ts'
import { addQuota } from './quota.ts'
import { readLinkUrl, useLink } from './using.ts'

const CODE_LENGTH = 2_048
/** What an administrator may buy at once; ours. */
const MOST = { units: 1_000_000, days: 3_650 } as const

/** A code of a contact way or join way (its address or config_id), an acquisition link, or any web address printed as a code. */
export const scan = defineVerb({
  name: 'scan',
  actor: 'customer',
  shape: z.object({ code: z.string().min(1).max(CODE_LENGTH) }),
  act: ({ world, actor, input }) => {
    const { corpId } = onlyCorp(world)
    const contactWay = contactWayByCode(world, corpId, input.code)
    if (contactWay) return useContactWay(world, contactWay, actor.id)
    const joinWay = joinWayByCode(world, corpId, input.code)
    if (joinWay) return useJoinWay(world, joinWay, actor.id)
    return openAddress(world, actor, input.code)
  },
})

/** Opens an address on the person's phone: an acquisition link leads to a staff member, anything else to its page. */
export const click = defineVerb({
  name: 'click',
  actor: 'any',
  shape: z.object({ url: z.string().min(1).max(CODE_LENGTH) }),
  act: ({ world, actor, input }) => openAddress(world, actor, input.url),
})

export const buyQuota = defineVerb({
  name: 'buyQuota',
  actor: 'staff',
  shape: z.object({ number: z.int().min(1).max(MOST.units), days: z.int().min(1).max(MOST.days).default(365) }),
  act: ({ world, actor, input }) => {
    addQuota(world, { corpId: actor.corpId, ...input })
    return [`bought ${input.number}`, ...tellAcquisition(world, { corpId: actor.corpId, change: 'balance_increased', fields: {} })]
  },
})

export const deleteLinkInConsole = defineVerb({
  name: 'deleteLink',
  actor: 'staff',
  shape: z.object({ linkId: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const link = findLink(world, actor.corpId, input.linkId) ?? refuseDeed('unknown_link', `no acquisition link ${input.linkId}`)
    deleteLink(world, link)
    const fields = { LinkId: link.linkId }
    return [`deleted ${link.linkId}`, ...tellAcquisition(world, { corpId: actor.corpId, change: 'delete_link', fields })]
  },
})

function openAddress(world: World, actor: Actor, address: string): Effects {
  const opened = readLinkUrl(world, address)
  if (opened && actor.kind === 'customer') return useLink(world, opened, actor.id)
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    return refuseDeed('unknown_code', `${address} is neither a code of this world nor a web address`)
  }
  const by: Person = actor.kind === 'customer' ? { customer: actor.id } : { staff: actor.userId, corpId: actor.corpId }
  world.visit({ by, url: address })
  return [`opens ${address}`]
}
