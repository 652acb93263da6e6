/** Names of quotas and alarms. Browser-safe. */

/**
 * `receive_slots`: contacts who can receive no more mass sends. `corp_tags`: tags of the corp. `contact_ways`: codes that our app made.
 * `acquisition`: bought units of acquisition links. `calls_hour`, `calls_minute`: by interface. `mass_tasks`: a member has today.
 * `staff_contacts`: a member has. `staff_adds`: new ones of a member today.
 */
export const QUOTAS = [
  'receive_slots',
  'corp_tags',
  'contact_ways',
  'acquisition',
  'calls_hour',
  'calls_minute',
  'mass_tasks',
  'staff_contacts',
  'staff_adds',
] as const
export type QuotaName = (typeof QUOTAS)[number]

/** `near`: from the workspace's share of the limit on. `unknown`: never asked, or the platform gave no answer for long. */
export const QUOTA_STATES = ['fine', 'near', 'full', 'unknown'] as const
export type QuotaState = (typeof QUOTA_STATES)[number]

/** What the platform warns of. WW:97299 */
export const ALARM_KINDS = ['balance_low', 'balance_exhausted', 'quota_expire_soon', 'link_unavailable', 'delete_link'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]
