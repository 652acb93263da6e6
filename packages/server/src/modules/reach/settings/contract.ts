/** What a workspace allows at most, and when it keeps quiet. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'

const MAX_CAP = 1_000
/** More left out than sent to would be an experiment, not a broadcast. */
export const MAX_HOLDOUT = 0.5
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/

/** Marketing that a person may get; null: no cap. Days of the workspace's zone, today among them. */
export const Fatigue = z.strictObject({
  perDay: z.int().min(1).max(MAX_CAP).nullable().default(1),
  /** In seven days. */
  perWeek: z.int().min(1).max(MAX_CAP).nullable().default(3),
  /** In thirty days. */
  perMonth: z.int().min(1).max(MAX_CAP).nullable().default(8),
})
export type Fatigue = z.output<typeof Fatigue>

/** Marketing rests; `from` later than `to` goes over midnight. */
export const QuietHours = z.strictObject({
  from: z.string().regex(TIME_OF_DAY),
  to: z.string().regex(TIME_OF_DAY),
  /** What would be handed over then waits until they end, or is not sent. */
  action: z.enum(['postpone', 'hold']).default('postpone'),
})
export type QuietHours = z.output<typeof QuietHours>

export const ReachSettings = z.strictObject({
  fatigue: Fatigue.default({ perDay: 1, perWeek: 3, perMonth: 8 }),
  /** Null: none. */
  quietHours: QuietHours.nullable().default({ from: '22:00', to: '08:00', action: 'postpone' }),
  /** Marketing goes to whoever did not take back their consent, or only to those who gave it. */
  marketingConsent: z.enum(['not_withdrawn', 'granted']).default('not_withdrawn'),
  /** Share left out by chance of a marketing broadcast that says nothing about it. */
  holdout: z.number().min(0).max(MAX_HOLDOUT).default(0),
})
export type ReachSettings = z.output<typeof ReachSettings>

const KeptSettings = z.object({ settings: ReachSettings })

export const readReachSettings = endpoint({
  name: 'reach.settings',
  method: 'GET',
  path: '/reach/settings',
  access: 'reach.read',
  summary: { zh: '触达设置：疲劳度上限、免打扰时段、同意、对照组', en: 'Settings of reach: caps, quiet hours, consent, those left out' },
  response: KeptSettings,
})

export const changeReachSettings = endpoint({
  name: 'reach.change_settings',
  method: 'PUT',
  path: '/reach/settings',
  access: 'reach.approve',
  summary: { zh: '修改触达设置', en: 'Change the settings of reach' },
  body: ReachSettings,
  response: KeptSettings,
})
