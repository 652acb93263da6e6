/** What adding by link costs: one unit a new contact, taken from the lot that expires first (WW:97400). */
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'
import { DAY_MS } from '../beijing-days.ts'
import { tellAcquisition } from './news.ts'

/** WW:97299: balance_low comes when fewer than this are left. */
const LOW = 20
/** WW:97299: quota_expire_soon comes this many days ahead. */
const EXPIRY_NOTICE_DAYS: readonly number[] = [14, 7, 3, 2, 1]

export interface QuotaLot {
  readonly seq: number
  readonly corpId: string
  readonly bought: number
  readonly balance: number
  readonly expiresAt: number
  readonly toldDays: number | null
}

const COLUMNS = 'seq, corp_id as corpId, bought, balance, expires_at as expiresAt, told_days as toldDays'

/** Lots that still hold something and have not expired, the first to expire first. */
export function quotaLots(world: World, corpId: string): QuotaLot[] {
  const sql = `select ${COLUMNS} from acquisition_quotas where corp_id = ? and expires_at > ? and balance > 0 order by expires_at, seq`
  return world.store.all<QuotaLot>(sql, [corpId, world.clock.now()])
}

export function quotaBalance(world: World, corpId: string): number {
  return quotaLots(world, corpId).reduce((sum, lot) => sum + lot.balance, 0)
}

/** Units used since the corp began, expired lots included. */
export function quotaUsed(world: World, corpId: string): number {
  const sql = 'select coalesce(sum(bought - balance), 0) as n from acquisition_quotas where corp_id = ?'
  return world.store.get<{ n: number }>(sql, [corpId])?.n ?? 0
}

/** Makes a lot that works for so many days. */
export function addQuota(world: World, added: { corpId: string; number: number; days: number }): void {
  const sql = 'insert into acquisition_quotas (corp_id, bought, balance, expires_at) values (?, ?, ?, ?)'
  world.store.run(sql, [added.corpId, added.number, added.number, world.clock.now() + added.days * DAY_MS])
}

/** Takes one unit and tells when little or nothing is left. Without a lot nothing is taken. */
export function chargeQuota(world: World, corpId: string): Effects {
  const [lot] = quotaLots(world, corpId)
  if (!lot) return []
  world.store.run('update acquisition_quotas set balance = balance - 1 where seq = ?', [lot.seq])
  const left = quotaBalance(world, corpId)
  if (left === 0) return tellAcquisition(world, { corpId, change: 'balance_exhausted', fields: {} })
  return left === LOW - 1 ? tellAcquisition(world, { corpId, change: 'balance_low', fields: {} }) : []
}

/** Tells of lots that expire soon, each notice once. */
export function tellExpiringQuota(world: World): void {
  const now = world.clock.now()
  const [longest = 0] = EXPIRY_NOTICE_DAYS
  const sql = `select ${COLUMNS} from acquisition_quotas where expires_at > ? and expires_at <= ? and balance > 0 and coalesce(told_days, 99) > 1`
  for (const lot of world.store.all<QuotaLot>(sql, [now, now + longest * DAY_MS])) {
    const daysLeft = (lot.expiresAt - now) / DAY_MS
    const notice = EXPIRY_NOTICE_DAYS.findLast((days) => daysLeft <= days)
    if (notice === undefined || (lot.toldDays !== null && lot.toldDays <= notice)) continue
    world.store.run('update acquisition_quotas set told_days = ? where seq = ?', [notice, lot.seq])
    const fields = { ExpireTime: Math.floor(lot.expiresAt / 1_000), ExpireQuotaNum: lot.balance }
    tellAcquisition(world, { corpId: lot.corpId, change: 'quota_expire_soon', fields })
  }
}
