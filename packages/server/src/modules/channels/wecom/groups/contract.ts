/** The register of customer groups. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { CorpId } from '../connection/contract.ts'
import { GROUP_STATES, LEFT_HOW, MEMBER_KINDS } from './states.ts'

const MAX_USER_ID_LENGTH = 64
const MAX_CHAT_ID_LENGTH = 64
const MAX_PERSON_ID_LENGTH = 20
const MAX_SEARCH_LENGTH = 100
const MAX_TIME_LENGTH = 40
/** More than any group takes. */
const MAX_SIZE = 10_000
export const MAX_FIGURE_DAYS = 400

export const GROUP_ORDERS = ['newest', 'largest'] as const
/** Whom of a group: those who are in it, staff, those who left, those who are in other groups too, and who is nobody's contact. */
export const MEMBER_CHOICES = ['customers', 'staff', 'left', 'repeated', 'strangers'] as const

export const WecomGroup = z.object({
  corpId: z.string(),
  chatId: z.string(),
  /** '' of a group without one. */
  name: z.string(),
  notice: z.string(),
  /** Userid, and as the corp calls them; '' when the app does not see them. */
  owner: z.string(),
  ownerName: z.string(),
  admins: z.array(z.string()),
  state: z.enum(GROUP_STATES),
  createdAt: instant,
  dismissedAt: instant.nullable(),
  /** In it now, by the platform's list. */
  staff: z.number(),
  customers: z.number(),
  /** Since when it is known here: who left before that is not. */
  firstSeenAt: instant,
  /** When the platform was last asked. */
  fetchedAt: instant,
})
export type WecomGroup = z.output<typeof WecomGroup>

const groupParams = z.object({ id: z.string().min(1).max(MAX_CHAT_ID_LENGTH) })
const size = z.coerce.number().int().min(0).max(MAX_SIZE)

export const listGroups = endpoint({
  name: 'channels.groups',
  method: 'GET',
  path: '/groups',
  access: 'channels.read',
  summary: { zh: '客户群', en: 'Customer groups' },
  query: z.object({
    ...listQuery,
    /** Part of the name. */
    q: z.string().max(MAX_SEARCH_LENGTH).optional(),
    corpId: CorpId.optional(),
    owner: z.string().min(1).max(MAX_USER_ID_LENGTH).optional(),
    state: z.enum(GROUP_STATES).optional(),
    /** Customers in it, both ends included. */
    least: size.optional(),
    most: size.optional(),
    order: z.enum(GROUP_ORDERS).default('newest'),
  }),
  response: listOf(WecomGroup),
})

/** `value` null: nothing tells it. */
const Figure = z.object({ value: z.number().nullable(), source: z.enum(['register']).nullable() })

export const readGroupOverview = endpoint({
  name: 'channels.group_overview',
  method: 'GET',
  path: '/groups/overview',
  access: 'channels.read',
  summary: {
    zh: '全部客户群：多少群、多少人、重复在几个群里',
    en: 'All customer groups: how many, how many people, and who is in several',
  },
  response: z.object({
    /** Not dismissed. */
    groups: Figure,
    /** Customers in groups; somebody in two counts twice. */
    memberships: Figure,
    people: Figure,
    /** People in more than one group. */
    repeated: Figure,
    /** People in a group who are nobody's contact. */
    strangers: Figure,
    /** Who owns groups, most first, a hundred at most. */
    owners: z.array(z.object({ userId: z.string(), name: z.string(), groups: z.number() })),
  }),
})

export const readGroup = endpoint({
  name: 'channels.group',
  method: 'GET',
  path: '/groups/:id',
  access: 'channels.read',
  summary: { zh: '一个客户群', en: 'One customer group' },
  params: groupParams,
  response: WecomGroup,
  errors: ['channels.group_unknown'],
})

export const WecomGroupMember = z.object({
  memberId: z.string(),
  kind: z.enum(MEMBER_KINDS),
  /** Null of staff. */
  personId: z.string().nullable(),
  /** Shortened without `people.read_personal`, and so is the nickname; of staff always whole. */
  name: z.string(),
  /** What they are called in this group. */
  nickname: z.string(),
  isOwner: z.boolean(),
  isAdmin: z.boolean(),
  joinedAt: instant,
  /** 1 invited, 2 by an invitation link, 3 by code, 0 not known. */
  joinScene: z.number(),
  invitor: z.string(),
  invitorName: z.string(),
  /** What the code that brought them carried. */
  channelState: z.string(),
  leftAt: instant.nullable(),
  leftHow: z.enum(LEFT_HOW),
  /** Other groups they are in now. */
  otherGroups: z.number(),
  /** How many members of staff have them as a contact now. */
  contactOf: z.number(),
})
export type WecomGroupMember = z.output<typeof WecomGroupMember>

export const listGroupMembers = endpoint({
  name: 'channels.group_members',
  method: 'GET',
  path: '/groups/:id/members',
  access: 'channels.read',
  summary: { zh: '群成员：在群里的、已离开的、也在其他群的', en: 'Members of a group: here, gone, in other groups too' },
  params: groupParams,
  query: z.object({ ...listQuery, who: z.enum(MEMBER_CHOICES).default('customers') }),
  response: listOf(WecomGroupMember),
  errors: ['channels.group_unknown'],
})

export const readGroupFigures = endpoint({
  name: 'channels.group_figures',
  method: 'GET',
  path: '/groups/:id/figures',
  access: 'channels.read',
  summary: { zh: '一个客户群的数字：进群、退群、人数，按天', en: 'Figures of a group: joined, left and how many, day by day' },
  params: groupParams,
  query: z.object({
    /** `from ≤ t < to`, in the workspace's zone where they name none; absent: the last thirty days. */
    from: z.string().max(MAX_TIME_LENGTH).optional(),
    to: z.string().max(MAX_TIME_LENGTH).optional(),
  }),
  response: z.object({
    customers: Figure,
    staff: Figure,
    joined: Figure,
    /** Of themselves, put out, or not known how; not those of a group that was dismissed. */
    left: Figure,
    repeated: Figure,
    strangers: Figure,
    /** In order. `customers` is at the end of the day; null of days that have not come. */
    days: z.array(z.object({ day: z.string(), joined: z.number(), left: z.number(), customers: z.number().nullable() })),
  }),
  errors: ['channels.group_unknown', 'events.unreadable_time', 'events.empty_range'],
})

export const listGroupsOfPerson = endpoint({
  name: 'channels.groups_of_person',
  method: 'GET',
  path: '/persons/:id/groups',
  access: 'people.read',
  summary: { zh: '这位客户在哪些客户群、去过哪些', en: 'The customer groups a person is or was in' },
  params: z.object({ id: z.string().min(1).max(MAX_PERSON_ID_LENGTH) }),
  response: z.object({
    /** The latest two hundred, those they are in now first. */
    items: z.array(
      WecomGroup.pick({ corpId: true, chatId: true, name: true, owner: true, ownerName: true, state: true }).extend(
        WecomGroupMember.pick({ joinedAt: true, joinScene: true, channelState: true, leftAt: true, leftHow: true }).shape,
      ),
    ),
  }),
})
