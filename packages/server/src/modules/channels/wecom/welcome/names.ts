/** Names for the texts of welcomes: of members from the register, of a newcomer, whom it does not have yet, from the platform if it answers soon. */
import { pause } from '../../../../platform/clock.ts'
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Wecom } from '../client/client.ts'
import { fetchContact } from '../client/contacts.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'

/** Right after an add the platform may not know the pair (A13), and a welcome is not to wait long. */
const ASK_WITHIN_MS = 900
const ASK_AGAIN_MS = 300
/** In a rush names give way: asking for all would use up the calls of those who keep the register. */
const MAX_ASKING = 10

/** Of every member whom the register has, by userid. */
export async function staffNames(db: Queryable, { workspaceId, corpId }: Corp): Promise<Map<string, string>> {
  const { rows } = await sql<{ user_id: string; name: string }>`select user_id, name from channels_wecom_staff
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and name <> ''`.execute(db)
  return new Map(rows.map(({ user_id, name }) => [user_id, name]))
}

export async function staffName(db: Queryable, { corp, userId }: { corp: Corp; userId: string }): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`select name from channels_wecom_staff
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and user_id = ${userId}`.execute(db)
  return rows[0]?.name || undefined
}

export interface Asker {
  /** Undefined when the platform does not tell within a second. */
  nickname(input: { corp: Corp; externalUserId: string }): Promise<string | undefined>
}

/** One for a process. */
export function openAsker(wecom: Wecom): Asker {
  let asking = 0
  return {
    nickname: async (input) => {
      if (asking >= MAX_ASKING) return undefined
      asking++
      try {
        return await askSoon(wecom, input)
      } finally {
        asking--
      }
    },
  }
}

async function askSoon(wecom: Wecom, input: { corp: Corp; externalUserId: string }): Promise<string | undefined> {
  const signal = AbortSignal.timeout(ASK_WITHIN_MS)
  while (!signal.aborted) {
    try {
      const found = await fetchContact(wecom, { ...input, signal })
      if (found) return found.contact.name || undefined
    } catch (error) {
      if (signal.aborted || error instanceof WecomFailure) return undefined
      throw error
    }
    await pause(ASK_AGAIN_MS, signal)
  }
  return undefined
}
