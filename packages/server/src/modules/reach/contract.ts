/** Broadcasts, deliveries and why. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../platform/http/list.ts'
import { bothWords } from '../../platform/i18n/schema-words.ts'
import { RuleShape } from '../audience/rule/contract.ts'
import { WecomContent } from '../channels/wecom/mass-send/contract.ts'
import { PersonId } from '../identity/contract.ts'
import { MAX_HOLDOUT } from './settings/contract.ts'
import { BROADCAST_STATES, OUTCOME_NAMES, type Outcome } from './states.ts'

export { BROADCAST_STATES }

/** Contents of one broadcast: a variant is a task of its own for every member of staff. */
const MAX_VARIANTS = 4
const MAX_NAME_LENGTH = 100
const MAX_TIME_LENGTH = 40
const MAX_ID_LENGTH = 20
const MAX_MAKER_LENGTH = 200
const MAX_STAFF_NAMED = 1_000
const MAX_STAFF_ID_LENGTH = 64
const MAX_OF_LENGTH = 60

const Words = z.object({ zh: z.string(), en: z.string() })
const byId = z.object({ id: z.string().min(1).max(MAX_ID_LENGTH) })
const moment = z.string().min(1).max(MAX_TIME_LENGTH)

const OutcomeName = z.enum(OUTCOME_NAMES)
const Counts = z.object({
  planned: z.number(),
  ...(Object.fromEntries(OUTCOME_NAMES.map((name) => [name, z.number()])) as Record<Outcome, z.ZodNumber>),
})
export type Counts = z.output<typeof Counts>

export const Broadcast = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(BROADCAST_STATES),
  purpose: z.enum(['marketing', 'service']),
  channels: z.array(z.enum(['wecom'])),
  /** Not sent before; null: when it is approved. */
  at: instant.nullable(),
  endsAt: instant.nullable(),
  /** When it is handed over, after quiet hours; null before it is approved. */
  dueAt: instant.nullable(),
  holdout: z.number(),
  /** The rest sums to `planned`, at any moment. */
  counts: Counts,
  createdAt: instant,
  createdBy: z.string(),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  endedAt: instant.nullable(),
})
export type Broadcast = z.output<typeof Broadcast>

const Going = z.object({
  /** Who gets it, or was to get it. */
  people: z.number(),
  /** Members of staff who are to tap for them. */
  staff: z.number(),
})

export const createBroadcast = endpoint({
  name: 'broadcasts.create',
  method: 'POST',
  path: '/broadcasts',
  access: 'reach.write',
  summary: {
    zh: '新建群发：圈定人群、内容与时间，看看谁会收到、谁不会；同一人一分钟内重复同样的请求（没有 Idempotency-Key），得到的是第一次的那个',
    en: 'Plan a broadcast: who would get it, who not and why; the same request of the same person within a minute, without an Idempotency-Key, answers the first',
  },
  body: z.strictObject({
    name: z.string().trim().min(1).max(MAX_NAME_LENGTH).optional(),
    audience: z
      .strictObject({ rule: RuleShape.optional(), id: z.string().min(1).max(MAX_ID_LENGTH).optional() })
      .refine(
        ({ rule, id }) => (rule === undefined) !== (id === undefined),
        bothWords('rule 与 id 须且只能有一个', 'needs exactly one of rule and id'),
      ),
    /** Variants; chance decides who gets which. */
    contents: z.array(WecomContent).min(1).max(MAX_VARIANTS),
    channels: z.tuple([z.literal('wecom')]),
    /** Without a zone a time in the workspace's. */
    at: moment.optional(),
    /** When the offer ends: what nobody tapped by then is cancelled. */
    endsAt: moment.optional(),
    purpose: z.enum(['marketing', 'service']),
    /** Share left out by chance, to compare with. Absent: of marketing what the settings say, of service nobody. */
    holdout: z.number().min(0).max(MAX_HOLDOUT).optional(),
    /** Only says what it would come to. */
    dryRun: z.boolean().default(false),
    /** Sends without a look in between; needs `reach.approve`. It stays what it is while it is still planned, and where nobody would get it. */
    approve: z.boolean().default(false),
  }),
  response: z.object({
    /** Null of a dry run. */
    id: z.string().nullable(),
    /** `planning`: there are so many that it goes on after this answer. */
    status: z.enum(BROADCAST_STATES),
    planned: z.number(),
    /** Of those who will not get it: how many, by reason. */
    held: z.partialRecord(OutcomeName, z.number()),
    /** Members of staff who are to tap. One who has people of several variants taps once for each. */
    staff: z.number(),
    /** Of each of the contents. */
    variants: z.array(Going),
  }),
  errors: [
    'channels.media_unknown',
    'reach.halted',
    'reach.ends_before_start',
    'audience.not_found',
    'audience.too_deep',
    'events.unreadable_time',
    'events.empty_range',
  ],
})

const ListedBroadcast = Broadcast.extend({
  /** Tasks of members of staff, and those that were tapped. */
  tasks: z.number(),
  tapped: z.number(),
  /** Who deleted a member of staff within 48 hours after they got it. */
  deleted: z.number(),
})
export type ListedBroadcast = z.output<typeof ListedBroadcast>

export const listBroadcasts = endpoint({
  name: 'broadcasts.list',
  method: 'GET',
  path: '/broadcasts',
  access: 'reach.read',
  summary: { zh: '群发列表，新的在前', en: 'Broadcasts, newest first' },
  query: z.object({
    ...listQuery,
    /** Part of the name. */
    q: z.string().max(MAX_NAME_LENGTH).optional(),
    status: z.enum(BROADCAST_STATES).optional(),
    createdBy: z.string().max(MAX_MAKER_LENGTH).optional(),
    /** When it goes or went out, in the workspace's zone; of one that is not approved when it is to go, or was made. */
    day: z.iso.date().optional(),
  }),
  response: listOf(ListedBroadcast),
})

export const listBroadcastMakers = endpoint({
  name: 'broadcasts.makers',
  method: 'GET',
  path: '/broadcasts/makers',
  access: 'reach.read',
  summary: { zh: '谁新建过群发', en: 'Who made a broadcast' },
  response: z.object({ items: z.array(z.string()) }),
})

/** One content that one member of staff is to confirm. */
const StaffTask = z.object({
  corpId: z.string(),
  userId: z.string(),
  variant: z.number(),
  state: z.string(),
  recipients: z.number(),
  sent: z.number(),
  endsAt: instant,
  tappedAt: instant.nullable(),
  remindedAt: z.array(instant),
  reason: z.string().nullable(),
})

export const readBroadcast = endpoint({
  name: 'broadcasts.read',
  method: 'GET',
  path: '/broadcasts/:id',
  access: 'reach.read',
  summary: {
    zh: '一次群发：状态、各结果人数、谁点了确认、代价',
    en: 'A broadcast: state, counts by outcome, who has tapped, what it cost',
  },
  params: byId,
  response: Broadcast.extend({
    contents: z.array(WecomContent),
    /** Who is meant, in words. */
    audience: Words,
    /** The audience it was made for; null where it was made for a rule of its own. */
    audienceId: z.string().nullable(),
    /** Members of staff who are to tap, or were. */
    staff: z.number(),
    /** Of each of the contents. */
    variants: z.array(
      Going.extend({
        sent: z.number(),
        /** Who deleted a member of staff within 48 hours. */
        deleted: z.number(),
        /**
         * How many more of a thousand delete than with the first, and between which two that lies, with 95% confidence for all comparisons
         * together; null of the first, and as long as one of them reached nobody.
         */
        differs: z.object({ perThousand: z.number(), from: z.number(), to: z.number() }).nullable(),
      }),
    ),
    /** The first thousand, by member. */
    tasks: z.array(StaffTask),
    /** Who deleted a member of staff within 48 hours, of those who got it and of those left out. */
    cost: z.object({ sent: z.number(), deleted: z.number(), holdout: z.number(), holdoutDeleted: z.number() }),
    /** Took back their consent while a task with them waits for its tap: the task is to be cancelled or sent anew without them. */
    withdrawnInTasks: z.number(),
  }),
  errors: ['reach.broadcast_unknown'],
})

const changed = { params: byId, response: Broadcast, errors: ['reach.broadcast_unknown', 'reach.wrong_state'] } as const

export const approveBroadcast = endpoint({
  ...changed,
  name: 'broadcasts.approve',
  method: 'POST',
  path: '/broadcasts/:id/approve',
  access: 'reach.approve',
  summary: { zh: '批准发送', en: 'Approve a broadcast; it goes out when its time comes' },
  errors: [...changed.errors, 'reach.halted', 'reach.still_planning', 'reach.nobody', 'reach.ends_before_start'],
})

export const stopBroadcast = endpoint({
  ...changed,
  name: 'broadcasts.stop',
  method: 'POST',
  path: '/broadcasts/:id/stop',
  access: 'reach.write',
  summary: { zh: '停止：没交出去的不发，没点的任务撤回', en: 'Stop it: nothing more is handed over, tasks nobody tapped are cancelled' },
})

const Haltable = z.object({ broadcasts: z.number(), tasks: z.number() })

export const readHalt = endpoint({
  name: 'reach.read_halt',
  method: 'GET',
  path: '/reach/halt',
  access: 'reach.read',
  summary: { zh: '是否紧急停止，停止会影响多少', en: 'Whether everything is stopped, and what stopping it would stop' },
  response: z.object({
    halt: z.object({ at: instant, by: z.string() }).nullable(),
    /** Broadcasts that are approved or being sent, and tasks of staff that have not ended. */
    open: Haltable,
  }),
})

export const haltReach = endpoint({
  name: 'reach.halt',
  method: 'POST',
  path: '/reach/halt',
  access: 'reach.approve',
  summary: {
    zh: '紧急停止：停掉所有已批准与发送中的群发，撤回没点的任务，解除前不能再发',
    en: 'Stop everything: what is approved or being sent, tasks nobody tapped; nothing is approved until it is lifted',
  },
  /** How many it stopped. */
  response: Haltable,
})

export const liftHalt = endpoint({
  name: 'reach.lift_halt',
  method: 'DELETE',
  path: '/reach/halt',
  access: 'reach.approve',
  summary: { zh: '解除紧急停止，停掉的群发不会恢复', en: 'Lift the stop, what was stopped stays so' },
  response: z.object({}),
})

const StaffNamed = z.strictObject({
  /** Absent: everybody who has not tapped. */
  userIds: z.array(z.string().min(1).max(MAX_STAFF_ID_LENGTH)).min(1).max(MAX_STAFF_NAMED).optional(),
})

export const cancelBroadcastTasks = endpoint({
  name: 'broadcasts.cancel',
  method: 'POST',
  path: '/broadcasts/:id/cancel',
  access: 'reach.write',
  summary: { zh: '撤回没点的任务', en: 'Cancel tasks that nobody tapped' },
  params: byId,
  body: StaffNamed,
  response: z.object({ cancelled: z.number() }),
  errors: ['reach.broadcast_unknown'],
})

export const testBroadcast = endpoint({
  name: 'broadcasts.test',
  method: 'POST',
  path: '/broadcasts/:id/test',
  access: 'reach.write',
  summary: { zh: '先发给自己看看', en: 'Send a content to one person, to see it on a phone' },
  params: byId,
  body: z.strictObject({
    personId: PersonId,
    /** Which of the contents, counted from 0. */
    variant: z
      .int()
      .min(0)
      .max(MAX_VARIANTS - 1)
      .default(0),
  }),
  /** Who is to tap it. */
  response: z.object({ userId: z.string() }),
  errors: [
    'reach.halted',
    'reach.broadcast_unknown',
    'reach.not_reachable',
    'reach.variant_unknown',
    'reach.tested_enough',
    'channels.mass_task_wrong',
  ],
})

export const remindBroadcast = endpoint({
  name: 'broadcasts.remind',
  method: 'POST',
  path: '/broadcasts/:id/remind',
  access: 'reach.write',
  summary: { zh: '提醒还没点发送的员工', en: 'Remind members of staff who have not tapped' },
  params: byId,
  body: StaffNamed,
  response: z.object({
    /** Tasks. */
    reminded: z.number(),
    /** Of which the platform or its limit of three a day said no. */
    refused: z.number(),
  }),
  errors: [
    'reach.broadcast_unknown',
    'channels.reminded_enough',
    'channels.mass_task_not_waiting',
    'channels.mass_task_not_there_yet',
    'channels.mass_task_unknown',
    'channels.wecom_refused',
    'channels.corp_unknown',
  ],
})

const Delivery = z.object({
  id: z.string(),
  broadcastId: z.string(),
  broadcast: z.string(),
  purpose: z.enum(['marketing', 'service']),
  channel: z.enum(['wecom']),
  outcome: OutcomeName,
  reason: z.string(),
  userId: z.string().nullable(),
  handedAt: instant.nullable(),
  sentAt: instant.nullable(),
  changedAt: instant,
})
export type Delivery = z.output<typeof Delivery>

export const personDeliveries = endpoint({
  name: 'persons.deliveries',
  method: 'GET',
  path: '/persons/:id/deliveries',
  access: 'people.read',
  summary: { zh: '发给一位客户的消息，新的在前', en: 'What was meant for a person, newest first' },
  params: z.object({ id: PersonId }),
  query: z.object({ ...listQuery }),
  response: listOf(Delivery),
})

const Step = z.object({
  rule: z.string(),
  /** `not_asked`: an earlier rule had already decided. */
  result: z.enum(['passed', 'held', 'not_asked', 'told']),
  words: Words,
})
export type Step = z.output<typeof Step>

export const whyDelivery = endpoint({
  name: 'reach.why',
  method: 'GET',
  path: '/why',
  access: 'people.read',
  summary: { zh: '为什么发或没发给这位客户：逐条规则', en: 'Why a person got it or not: rule by rule' },
  query: z.object({
    personId: PersonId,
    /** `broadcast:ID`. */
    of: z
      .string()
      .max(MAX_OF_LENGTH)
      .regex(/^broadcast:[1-9]\d{0,15}$/),
  }),
  response: z.object({
    /** `notInAudience`: the broadcast did not mean them. */
    outcome: z.enum([...OUTCOME_NAMES, 'notInAudience']),
    steps: z.array(Step),
  }),
  errors: ['reach.broadcast_unknown'],
})
