/** Transfers of customers and groups, and who was left behind. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { EXCLUDED_REASONS, TRANSFER_KINDS, TRANSFER_STATES, TRANSFERRED_STATES } from './states.ts'

export { TRANSFER_KINDS, type TransferKind } from './states.ts'

const MAX_ID_LENGTH = 64
const MAX_TRANSFER_ID_LENGTH = 15
/** Members who share what one leaves. */
const MAX_TAKEOVERS = 100
/** Named one by one; more are all of them. */
const MAX_NAMED = 1_000
/** WW:92125 */
const MAX_MESSAGE_LENGTH = 200

const memberId = z.string().min(1).max(MAX_ID_LENGTH)
const meant = z.union([z.literal('all'), z.array(z.string().min(1).max(MAX_ID_LENGTH)).max(MAX_NAMED)]).default('all')
const byId = z.object({
  id: z
    .string()
    .max(MAX_TRANSFER_ID_LENGTH)
    .regex(/^[1-9]\d*$/),
})

const TransferWishShape = z.strictObject({
  corpId: memberId,
  /** onjob: the handover stays; resigned: has left. */
  kind: z.enum(TRANSFER_KINDS),
  handover: memberId,
  /** Shared out evenly among these. */
  takeovers: z.array(memberId).min(1).max(MAX_TAKEOVERS),
  /** External userids, or all of the handover; `[]` is nobody. */
  customers: meant,
  /** Ids of groups, the same way. */
  groups: meant,
  /** What customers read from who takes over, on the job; '' is the platform's own words. */
  message: z.string().trim().max(MAX_MESSAGE_LENGTH).default(''),
})

const Excluded = z.partialRecord(z.enum(EXCLUDED_REASONS), z.number())
const Share = z.object({ total: z.number(), planned: z.number(), excluded: Excluded })

export const TransferPlan = z.object({
  customers: Share,
  groups: Share,
  /** Of those planned, who gets how many. */
  takeovers: z.array(z.object({ userId: z.string(), name: z.string(), customers: z.number(), groups: z.number() })),
})
export type TransferPlan = z.output<typeof TransferPlan>

const writing = ['channels.corp_unknown', 'channels.transfer_wrong', 'channels.transfer_same_member', 'channels.wecom_refused'] as const

export const previewTransfer = endpoint({
  name: 'channels.transfers.preview',
  method: 'POST',
  path: '/transfers/preview',
  readOnly: true,
  access: 'channels.transfer',
  summary: {
    zh: '试算一次继承：交接多少、哪些不能交接、各接多少',
    en: 'What a transfer would come to: how many, who not and why, who gets how many',
  },
  body: TransferWishShape,
  response: TransferPlan,
  errors: [...writing],
})

const Member = z.object({ userId: z.string(), name: z.string() })
const Counts = z.partialRecord(z.enum(TRANSFERRED_STATES), z.number())

export const Transfer = z.object({
  id: z.string(),
  corpId: z.string(),
  kind: z.enum(TRANSFER_KINDS),
  handover: Member,
  takeovers: z.array(Member),
  message: z.string(),
  state: z.enum(TRANSFER_STATES),
  stopAsked: z.boolean(),
  /** By state; they sum to how many were meant. */
  customers: Counts,
  groups: Counts,
  createdAt: instant,
  createdBy: z.string(),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  /** When the platform is asked again, the soonest; null before the approval and after the end. */
  nextLookAt: instant.nullable(),
})
export type Transfer = z.output<typeof Transfer>

export const createTransfer = endpoint({
  name: 'channels.transfers.create',
  method: 'POST',
  path: '/transfers',
  access: 'channels.transfer',
  summary: { zh: '安排一次继承；批准后才会交接', en: 'Plan a transfer; nothing is handed over before it is approved' },
  body: TransferWishShape,
  response: Transfer,
  errors: [...writing],
})

export const listTransfers = endpoint({
  name: 'channels.transfers.list',
  method: 'GET',
  path: '/transfers',
  access: 'channels.read',
  summary: { zh: '继承列表，新的在前', en: 'Transfers, newest first' },
  query: z.object({ ...listQuery }),
  response: listOf(Transfer),
})

export const readTransfer = endpoint({
  name: 'channels.transfers.read',
  method: 'GET',
  path: '/transfers/:id',
  access: 'channels.read',
  summary: { zh: '一次继承：状态与各结果人数', en: 'A transfer: how it stands, counts by state' },
  params: byId,
  response: Transfer.extend({ shares: TransferPlan.shape.takeovers }),
  errors: ['channels.transfer_unknown'],
})

const decided = {
  params: byId,
  response: Transfer,
  errors: ['channels.transfer_unknown', 'channels.transfer_wrong_state'],
} as const

export const approveTransfer = endpoint({
  ...decided,
  name: 'channels.transfers.approve',
  method: 'POST',
  path: '/transfers/:id/approve',
  access: 'channels.approve_transfer',
  summary: { zh: '批准继承，开始交接', en: 'Approve a transfer; it begins' },
  errors: [...decided.errors, 'channels.transfer_nobody'],
})

export const stopTransfer = endpoint({
  ...decided,
  name: 'channels.transfers.stop',
  method: 'POST',
  path: '/transfers/:id/stop',
  access: 'channels.transfer',
  summary: {
    zh: '停止：没交出去的不再交接；已交给企业微信的撤不回',
    en: 'Stop it: what is not handed over is not; what WeCom has cannot be taken back',
  },
})

const Result = z.object({
  state: z.enum(TRANSFERRED_STATES),
  takeover: Member,
  /** The platform's, of a refusal; 0 without one. */
  errcode: z.number(),
  /** Of those left out one of the known reasons, else words of the platform. */
  reason: z.string().nullable(),
  changedAt: instant,
})

export const TransferredCustomer = Result.extend({
  externalUserId: z.string(),
  personId: z.string(),
  /** Shortened without `people.read_personal`. */
  name: z.string(),
  takenOverAt: instant.nullable(),
})
export type TransferredCustomer = z.output<typeof TransferredCustomer>

export const listTransferredCustomers = endpoint({
  name: 'channels.transfers.customers',
  method: 'GET',
  path: '/transfers/:id/customers',
  access: 'channels.read',
  summary: { zh: '一次继承里的客户与各自结果', en: 'Customers of a transfer, and what came of each' },
  params: byId,
  query: z.object({ ...listQuery, state: z.enum(TRANSFERRED_STATES).optional() }),
  response: listOf(TransferredCustomer),
  errors: ['channels.transfer_unknown'],
})

export const TransferredGroup = Result.extend({ chatId: z.string(), name: z.string() })
export type TransferredGroup = z.output<typeof TransferredGroup>

export const listTransferredGroups = endpoint({
  name: 'channels.transfers.groups',
  method: 'GET',
  path: '/transfers/:id/groups',
  access: 'channels.read',
  summary: { zh: '一次继承里的客户群与各自结果', en: 'Groups of a transfer, and what came of each' },
  params: byId,
  query: z.object({ ...listQuery, state: z.enum(TRANSFERRED_STATES).optional() }),
  response: listOf(TransferredGroup),
  errors: ['channels.transfer_unknown'],
})

export const Unassigned = z.object({
  corpId: z.string(),
  handover: Member,
  /** Null when only groups were left behind. */
  leftAt: instant.nullable(),
  customers: z.number(),
  groups: z.number(),
})
export type Unassigned = z.output<typeof Unassigned>

export const listUnassigned = endpoint({
  name: 'channels.transfers.unassigned',
  method: 'GET',
  path: '/transfers/unassigned',
  access: 'channels.read',
  summary: { zh: '待分配：离职员工留下多少客户与客户群', en: 'Left behind: customers and groups of members who left' },
  response: z.object({
    /** The five hundred with most customers. */
    items: z.array(Unassigned),
    /** One for each corp. */
    fetches: z.array(z.object({ corpId: z.string(), fetchedAt: instant.nullable(), nextAt: instant, reason: z.string().nullable() })),
  }),
})

export const refreshUnassigned = endpoint({
  name: 'channels.transfers.refresh_unassigned',
  method: 'POST',
  path: '/transfers/unassigned/refresh',
  access: 'channels.transfer',
  summary: { zh: '现在就去企业微信取待分配名单', en: 'Ask WeCom now who was left behind' },
  body: z.strictObject({ corpId: memberId }),
  response: z.object({ asked: z.literal(true) }),
  errors: ['channels.corp_unknown'],
})
