/** How many people a group takes. The platform's documents do not say it plainly (section A5), so a world can be told otherwise. */
import type { World } from '../../world.ts'

/** Section A5, secondary sources: by code up to 200, by invitation up to 500. */
const USUAL = { qrCap: 200, hardCap: 500 } as const

/** Section A5: WeChat users a staff member can gather when making a group. */
export const FOUNDERS_MOST = 40

export interface ChatCaps {
  /** Members up to which scanning a code lets in. */
  readonly qrCap: number
  /** Members up to which a staff member can invite. */
  readonly hardCap: number
}

export function chatCaps(world: World, corpId: string): ChatCaps {
  const sql = 'select qr_cap as qrCap, hard_cap as hardCap from chat_caps where corp_id = ?'
  return world.store.get<ChatCaps>(sql, [corpId]) ?? USUAL
}

export function chooseChatCaps(world: World, corpId: string, caps: ChatCaps): void {
  const sql = `insert into chat_caps (corp_id, qr_cap, hard_cap) values (?, ?, ?)
    on conflict (corp_id) do update set qr_cap = excluded.qr_cap, hard_cap = excluded.hard_cap`
  world.store.run(sql, [corpId, caps.qrCap, caps.hardCap])
}
