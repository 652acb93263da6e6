/** Customer groups (A5, and group welcome templates of A7). */
import type { Area } from '../../area.ts'
import { getChat, listChats } from './calls.ts'
import { dismissGroup, editGroup, giveGroup, inviteToGroup, joinGroup, kick, leaveGroup, limitGroups, makeGroup } from './deeds.ts'
import { furnishGroups, introduceGroups } from './furnish.ts'
import { addJoinWay, delJoinWay, getJoinWay, updateJoinWay } from './join-way-calls.ts'
import { groupsSchema } from './schema.ts'
import { addWelcomeTemplate, delWelcomeTemplate, editWelcomeTemplate, getWelcomeTemplate } from './welcome-template-calls.ts'

export const groupsArea: Area = {
  name: 'groups',
  schema: groupsSchema,
  calls: [
    listChats,
    getChat,
    addJoinWay,
    getJoinWay,
    updateJoinWay,
    delJoinWay,
    addWelcomeTemplate,
    editWelcomeTemplate,
    getWelcomeTemplate,
    delWelcomeTemplate,
  ],
  verbs: [joinGroup, inviteToGroup, leaveGroup, kick, makeGroup, editGroup, giveGroup, dismissGroup, limitGroups],
  furnish: furnishGroups,
  introduce: introduceGroups,
}
