/** How many mass sends one customer or group may receive: a rule the corp's administrator chooses. */
import type { World } from '../../world.ts'
import { dayBegin, monthOf, weekBegin } from '../beijing-days.ts'

export const RECEIVE_RULES = ['monthly', 'weekly', 'daily', 'legacy'] as const
/**
 * monthly: as many a month as the month has days (WW:92135 2025-11-17, what a corp begins with) · weekly: 7 a week · daily: 1 a day (both the
 * administrator's choice, same page) · legacy: 4 a month (older copies of the page).
 */
type ReceiveRule = (typeof RECEIVE_RULES)[number]

const DEFAULT_RULE: ReceiveRule = 'monthly'
const WEEKLY = 7
const DAILY = 1
const LEGACY_MONTHLY = 4

function receiveRule(world: World, corpId: string): ReceiveRule {
  return world.store.get<{ rule: ReceiveRule }>('select rule from mass_send_rules where corp_id = ?', [corpId])?.rule ?? DEFAULT_RULE
}

export function chooseReceiveRule(world: World, corpId: string, rule: ReceiveRule): void {
  const sql = 'insert into mass_send_rules (corp_id, rule) values (?, ?) on conflict (corp_id) do update set rule = excluded.rule'
  world.store.run(sql, [corpId, rule])
}

/** The span the rule counts in at this moment, and how many fit into it. */
export function receiveWindow(rule: ReceiveRule, now: number): { since: number; most: number } {
  if (rule === 'daily') return { since: dayBegin(now), most: DAILY }
  if (rule === 'weekly') return { since: weekBegin(now), most: WEEKLY }
  const { begin, days } = monthOf(now)
  return { since: begin, most: rule === 'legacy' ? LEGACY_MONTHLY : days }
}

/** Answers for one moment whether a customer (external_userid) or group (chat_id) may receive one more. */
export function receiveRoom(world: World, corpId: string): (target: string) => boolean {
  const { since, most } = receiveWindow(receiveRule(world, corpId), world.clock.now())
  const sql = 'select count(*) as n from mass_send_recipients where corp_id = ? and target = ? and status = 1 and sent_at >= ?'
  return (target) => (world.store.get<{ n: number }>(sql, [corpId, target, since])?.n ?? 0) < most
}
