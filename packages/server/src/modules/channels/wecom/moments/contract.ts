/** Moments of the corp: composed here, approved, published by members, liked and commented by customers. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { corpParams } from '../connection/contract.ts'
import { MomentContent } from './content.ts'
import { MOMENT_OUTCOMES, MOMENT_STATES, REACTION_KINDS } from './states.ts'

export { MAX_MOMENT_LINK_TITLE_BYTES, MAX_MOMENT_PICTURES, MAX_MOMENT_TEXT, MomentContent } from './content.ts'

const MAX_NAME_LENGTH = 60
const MAX_TIME_LENGTH = 40
const MAX_ID_LENGTH = 20
const MAX_USER_ID_LENGTH = 64
const MAX_TAG_ID_LENGTH = 128
/** Ours: nobody picks more by hand; everybody is none named. */
const MAX_MEMBERS_NAMED = 1_000
const MAX_TAGS_NAMED = 100

const byId = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d*$/)
    .max(MAX_ID_LENGTH),
})
const time = z.string().min(1).max(MAX_TIME_LENGTH)

const range = {
  /** Members who are to publish it; empty: everybody who is with the corp and may use 客户联系. */
  userIds: z.array(z.string().min(1).max(MAX_USER_ID_LENGTH)).max(MAX_MEMBERS_NAMED).default([]),
  /** Corp tags: customers who bear one of them see it; empty: all customers. */
  tagIds: z.array(z.string().min(1).max(MAX_TAG_ID_LENGTH)).max(MAX_TAGS_NAMED).default([]),
}

export const WecomMoment = z.object({
  id: z.string(),
  corpId: z.string(),
  name: z.string(),
  content: MomentContent,
  userIds: z.array(z.string()),
  tagIds: z.array(z.string()),
  state: z.enum(MOMENT_STATES),
  outcome: z.enum(MOMENT_OUTCOMES).nullable(),
  /** Cancelled, and the platform is still to be told. */
  cancelAsked: z.boolean(),
  /** Not handed over before; not to be published after. */
  sendAt: instant,
  untilAt: instant,
  createdAt: instant,
  createdBy: z.string(),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  handedAt: instant.nullable(),
  /** Since when nobody can publish it. */
  closedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Of a refusal, and of what cannot be told. */
  reason: z.string().nullable(),
  /** Members whom the platform did not take. */
  refusedUserIds: z.array(z.string()),
  refusedTagIds: z.array(z.string()),
  counts: z.object({
    /** Members who are to publish it, and who have. */
    members: z.number(),
    published: z.number(),
    /** Customers who can see it, added up over the members. */
    visibleTo: z.number(),
    likes: z.number(),
    comments: z.number(),
    /** Customers who liked or commented. */
    people: z.number(),
  }),
})
export type WecomMoment = z.output<typeof WecomMoment>

export const createMoment = endpoint({
  name: 'channels.moments.create',
  method: 'POST',
  path: '/channels/wecom/:corpId/moments',
  access: 'reach.write',
  summary: { zh: '新建朋友圈任务，等待批准', en: 'Plan a Moment; it waits for approval' },
  params: corpParams,
  body: z.strictObject({
    /** Without one: the beginning of the text. */
    name: z.string().trim().min(1).max(MAX_NAME_LENGTH).optional(),
    content: MomentContent,
    ...range,
    /** Without a zone in the workspace's; absent: as soon as it is approved. */
    at: time.optional(),
    /** Until when members may publish it; absent: three days after it goes out. At most thirty days. */
    untilAt: time.optional(),
  }),
  response: WecomMoment,
  errors: ['channels.corp_unknown', 'channels.moment_too_late', 'channels.media_unknown'],
})

export const previewMoment = endpoint({
  name: 'channels.moments.preview',
  method: 'POST',
  path: '/channels/wecom/:corpId/moments/preview',
  access: 'reach.read',
  summary: { zh: '将由多少员工发表、多少客户能看到', en: 'How many members would publish it and how many customers could see it' },
  params: corpParams,
  body: z.strictObject(range),
  response: z.object({
    members: z.number(),
    /** Of the register; the platform also limits how many Moments of a corp a customer sees. */
    customers: z.number(),
  }),
  readOnly: true,
  errors: ['channels.corp_unknown'],
})

export const listMoments = endpoint({
  name: 'channels.moments.list',
  method: 'GET',
  path: '/channels/moments',
  access: 'reach.read',
  summary: { zh: '朋友圈任务，新的在前', en: 'Moments, the newest first' },
  query: z.object({ ...listQuery }),
  response: listOf(WecomMoment),
})

export const readMoment = endpoint({
  name: 'channels.moments.get',
  method: 'GET',
  path: '/channels/moments/:id',
  access: 'reach.read',
  summary: { zh: '一个朋友圈任务', en: 'One Moment' },
  params: byId,
  response: WecomMoment,
  errors: ['channels.moment_unknown'],
})

export const approveMoment = endpoint({
  name: 'channels.moments.approve',
  method: 'POST',
  path: '/channels/moments/:id/approve',
  access: 'reach.approve',
  summary: { zh: '批准：到时间交给员工发表', en: 'Approve it: handed to the members when its time comes' },
  params: byId,
  response: WecomMoment,
  errors: ['channels.moment_unknown', 'channels.moment_wrong_state', 'channels.moment_too_late', 'channels.moment_nobody'],
})

export const cancelMoment = endpoint({
  name: 'channels.moments.cancel',
  method: 'POST',
  path: '/channels/moments/:id/cancel',
  access: 'reach.approve',
  summary: {
    zh: '取消：没发表的不能再发表，已发表的留在员工的朋友圈',
    en: 'Cancel it: nobody publishes it any more, what is published stays',
  },
  params: byId,
  response: WecomMoment,
  errors: ['channels.moment_unknown', 'channels.moment_wrong_state'],
})

export const listMomentMembers = endpoint({
  name: 'channels.moments.members',
  method: 'GET',
  path: '/channels/moments/:id/members',
  access: 'reach.read',
  summary: { zh: '每位员工发表了没有、多少客户能看到、点赞与评论', en: 'Which members published it, who sees it, likes and comments' },
  params: byId,
  query: z.object({ ...listQuery }),
  response: listOf(
    z.object({
      userId: z.string(),
      name: z.string(),
      /** When we learnt of it; the platform does not tell when. */
      publishedAt: instant.nullable(),
      visibleTo: z.number().nullable(),
      likes: z.number(),
      comments: z.number(),
    }),
  ),
  errors: ['channels.moment_unknown'],
})

export const listMomentReactions = endpoint({
  name: 'channels.moments.reactions',
  method: 'GET',
  path: '/channels/moments/:id/reactions',
  access: 'reach.read',
  summary: {
    zh: '哪些客户点赞、评论了；评论的内容企业微信不提供',
    en: 'Which customers liked or commented; WeCom does not tell the words',
  },
  params: byId,
  query: z.object({ ...listQuery }),
  response: listOf(
    z.object({
      kind: z.enum(REACTION_KINDS),
      at: instant,
      /** Of whom the customer is looking at. */
      userId: z.string(),
      staffName: z.string(),
      personId: z.string(),
      /** Shortened without `people.read_personal`; '' when nothing is known of them. */
      name: z.string(),
    }),
  ),
  errors: ['channels.moment_unknown'],
})
