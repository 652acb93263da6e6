/** What happened with contacts on a day, and what is wrong with the connections, from what is stored. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'

const bothLanguages = z.object({ zh: z.string(), en: z.string() })

/** A day of the workspace's zone; absent: yesterday. */
export const dayQuery = { day: z.iso.date().optional() }

/** Figures of a day beside those of the day before. */
export function dayOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.object({
    day: z.iso.date(),
    dayBefore: z.iso.date(),
    figures: z.array(
      z.object({
        name: z.enum(names),
        value: z.number(),
        previous: z.number(),
        /** How it is counted. */
        countedAs: bothLanguages,
      }),
    ),
    computedAt: instant,
  })
}

export const CONTACT_FIGURES = ['added', 'lostByCustomer', 'lostByStaff', 'net', 'welcomed', 'welcomeFailed'] as const
export type ContactFigure = (typeof CONTACT_FIGURES)[number]

export const readWecomDay = endpoint({
  name: 'channels.wecom.day',
  method: 'GET',
  path: '/channels/wecom/day',
  access: 'channels.read',
  summary: { zh: '一天的好友增减与欢迎语，对比前一天', en: 'Contacts won and lost and welcomes of a day, beside the day before' },
  query: z.object(dayQuery),
  response: dayOf(CONTACT_FIGURES),
})

export const FAULTS = [
  'callback_unverified',
  'callbacks_quiet',
  'callbacks_behind',
  'callbacks_failed',
  'reconcile_failed',
  'reconcile_old',
] as const
export type Fault = (typeof FAULTS)[number]

export const listWecomFaults = endpoint({
  name: 'channels.wecom.faults',
  method: 'GET',
  path: '/channels/wecom/faults',
  access: 'channels.read',
  summary: {
    zh: '企业微信连接的故障：回调、核对，怎样解决',
    en: 'What is wrong with connections: callbacks, comparisons, and how to mend it',
  },
  response: z.object({
    items: z.array(
      z.object({
        corpId: z.string(),
        fault: z.enum(FAULTS),
        words: bothLanguages,
        mend: bothLanguages,
        /** Since when; null where that is not known. */
        since: instant.nullable(),
      }),
    ),
  }),
})
