/** What is known of the thresholds, and what each counts. */
import type { readTierSettings, ThresholdName } from '@liuchi/server/contract/audience/tiers'
import type { ResponseOf } from '@liuchi/server/platform/contract'

export type TierSettingsAnswer = ResponseOf<typeof readTierSettings>

/** What a threshold counts. */
export function unitOf(name: ThresholdName): 'day' | 'order' {
  return name.endsWith('Orders') ? 'order' : 'day'
}
