/** Acquisition links 获客助手 (A11), and the two verbs every entrance shares: scan and click. */
import type { Area } from '../../area.ts'
import { onlyCorp } from '../corp/corps.ts'
import { createLink, getLink, listLinks, removeLink, updateLink } from './calls.ts'
import { buyQuota, click, deleteLinkInConsole, scan } from './deeds.ts'
import { acquisitionQuota, chatFigures, linkCustomers, linkStatistic } from './figures.ts'
import { addQuota, tellExpiringQuota } from './quota.ts'
import { acquisitionSchema } from './schema.ts'
import { settleAcquired } from './using.ts'

/** What a new world's corp has bought. */
const FIRST_QUOTA = { number: 1_000, days: 365 } as const

export const acquisitionArea: Area = {
  name: 'acquisition',
  schema: acquisitionSchema,
  calls: [listLinks, getLink, createLink, updateLink, removeLink, linkCustomers, acquisitionQuota, linkStatistic, chatFigures],
  verbs: [scan, click, buyQuota, deleteLinkInConsole],
  furnish: (world) => addQuota(world, { corpId: onlyCorp(world).corpId, ...FIRST_QUOTA }),
  due: (world) => {
    settleAcquired(world)
    tellExpiringQuota(world)
  },
}
