/** Comparing the registers with the platform. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { corpParams } from '../connection/contract.ts'

/** Kinds of repairs: pairs added and ended, what was different about pairs and contacts; the same of groups and who is in them. */
export const REPAIRS = [
  'added',
  'deleted_by_customer',
  'deleted_by_staff',
  'half_added',
  'transferred',
  'remark',
  'tags',
  'origin',
  'profile',
  'unionid',
  'group_found',
  'group_changed',
  'group_dismissed',
  'group_joined',
  'group_left',
  'group_member',
] as const

export const ReconcileFigures = z.object({
  /** Members with 客户联系 that were asked about. */
  staff: z.number(),
  /** Pairs of member and contact that were held against the register. */
  checked: z.number(),
  /** Customer groups that were held against the register; absent while there were none. */
  groups: z.number().optional(),
  repaired: z.partialRecord(z.enum(REPAIRS), z.number()),
})
export type ReconcileFigures = z.output<typeof ReconcileFigures>

export const Reconciliation = z.object({
  jobId: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  by: z.string(),
  figures: ReconcileFigures,
  /** Why it came to nothing. */
  error: z.string().nullable(),
})
export type Reconciliation = z.output<typeof Reconciliation>

export const startReconciliation = endpoint({
  name: 'channels.wecom.reconcile',
  method: 'POST',
  path: '/channels/wecom/:corpId/reconciliations',
  access: 'channels.manage',
  summary: {
    zh: '与企业微信核对员工、好友与客户群，补上回调漏掉的',
    en: 'Compare staff, contacts and customer groups with WeCom and repair what callbacks lost',
  },
  params: corpParams,
  response: z.object({ jobId: z.string() }),
  errors: ['channels.corp_unknown'],
})

export const listReconciliations = endpoint({
  name: 'channels.wecom.reconciliations',
  method: 'GET',
  path: '/channels/wecom/:corpId/reconciliations',
  access: 'channels.read',
  summary: { zh: '核对记录：查了多少、补了什么', en: 'Comparisons: how much was checked and what was repaired' },
  params: corpParams,
  response: z.object({
    /** Newest first, the latest thirty. */
    items: z.array(Reconciliation),
    /** When the next one starts by itself; null while one is under way. */
    nextAt: instant.nullable(),
  }),
  errors: ['channels.corp_unknown'],
})
