/** Colours of identifier kinds in the graph; the kind always stands beside it in words. */
import { restColour, seriesColours } from '../../../theme/chart-colours.ts'
import type { Appearance } from '../../../theme/tokens.ts'

/** In the order of the chart colours; kinds of one family share theirs. */
const FAMILIES = ['user_id', 'phone', 'unionid', 'openid', 'email', 'external_userid', 'member_no', 'anonymous_id', 'device_id']

export function kindColour(kind: string | null, appearance: Appearance): string {
  const at = FAMILIES.indexOf(kind?.split(':')[0] ?? '')
  return seriesColours[appearance][at] ?? restColour[appearance]
}
