/** What members do with mass sends in the client. */
import { z } from 'zod'
import { defineVerb, refuseDeed, type Verb } from '../../verb.ts'
import { isContact, knownExternalUserId, relation, relationsOfStaff } from '../contacts/relations.ts'
import { staffForDeed } from '../corp/staff.ts'
import { openTask, type Sent, sendTask } from './confirm.ts'
import { chooseReceiveRule, RECEIVE_RULES } from './receive-cap.ts'
import { findMassSend, makeOwnMassSend } from './sends.ts'

const effects = (sent: Sent): string[] => [
  `sent to ${sent.sent}`,
  ...(sent.noFriend > 0 ? [`${sent.noFriend} are no friends any more`] : []),
  ...(sent.capReached > 0 ? [`${sent.capReached} have received as many as they may`] : []),
]

const confirm = defineVerb({
  name: 'confirmMassSend',
  actor: 'staff',
  // With allow_select the member may leave customers out; of a task without chat_id_list they pick groups.
  shape: z.object({ msgid: z.string(), targets: z.array(z.string()).min(1).optional() }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    const send = openTask(world, findMassSend(world, corpId, input.msgid), userId)
    const mayPick = send.chatType === 'group' || send.allowSelect === 1
    if (input.targets && !mayPick) refuseDeed('no_selection', 'this mass send does not let the member pick')
    return effects(sendTask(world, send, { userId, targets: input.targets }))
  },
})

const sendOwn = defineVerb({
  name: 'sendOwnMass',
  actor: 'staff',
  shape: z.object({ text: z.string().min(1), customers: z.array(z.string()).min(1).optional() }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    const all = () => relationsOfStaff(world, corpId, userId).map((one) => one.externalUserId)
    const known = (customerId: string) => {
      const id = knownExternalUserId(world, corpId, customerId)
      return id && isContact(relation(world, corpId, userId, id))
        ? id
        : refuseDeed('not_a_contact', `${customerId} is no contact of ${userId}`)
    }
    const targets = input.customers ? [...new Set(input.customers)].map(known) : all()
    if (targets.length === 0) refuseDeed('no_contacts', `${userId} has no contacts`)
    const addressees = targets.map((target) => ({ userId, target }))
    const content = { text: { content: input.text } }
    const msgid = makeOwnMassSend(world, { corpId, chatType: 'single', creator: userId, content, addressees })
    return effects(sendTask(world, openTask(world, findMassSend(world, corpId, msgid), userId), { userId, targets: undefined }))
  },
})

const chooseRule = defineVerb({
  name: 'chooseReceiveRule',
  actor: 'staff',
  shape: z.object({ rule: z.enum(RECEIVE_RULES) }),
  act: ({ world, actor, input }) => {
    const { corpId } = staffForDeed(world, actor.corpId, actor.userId)
    chooseReceiveRule(world, corpId, input.rule)
    return [`customers and groups now receive by the rule ${input.rule}`]
  },
})

export const massSendVerbs: readonly Verb[] = [confirm, sendOwn, chooseRule]
