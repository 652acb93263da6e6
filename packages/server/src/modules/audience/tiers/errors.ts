/** Error codes of the tiers. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const tierErrors = {
  'audience.tiers_out_of_order': {
    status: 422,
    zh: '{field} 须大于 {than}（现为 {bound}）',
    en: '{field} must be greater than {than}, which is {bound}',
  },
} as const satisfies ErrorTable

export const failTiers = failer(tierErrors)
