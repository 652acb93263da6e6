/** What was taken over, but of whose takeover the register knows nothing: no callback came, or none is made. */
import { sql } from '../../../../platform/db/index.ts'
import { askEach } from '../callbacks/ask-each.ts'
import type { Wecom } from '../client/client.ts'
import { fetchContact } from '../client/contacts.ts'
import { fetchGroup } from '../client/groups.ts'
import type { Corp } from '../connection/corps.ts'
import { recordContacts } from '../contacts/record.ts'
import { HELD_STATES } from '../contacts/states.ts'
import { recordGroups } from '../groups/record.ts'
import { fetchChatsOf } from './calls.ts'
import type { ClaimedBatch, TransferHandles } from './queue.ts'

interface Work {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly batch: ClaimedBatch
  readonly signal?: AbortSignal | undefined
}

/** Asks for each customer of the batch, a hundred at most, and writes what the platform answers. @throws the first failure, after the others */
export async function fetchMissing(handles: TransferHandles, { wecom, corp, batch, signal }: Work): Promise<void> {
  const { rows } = await sql<{ id: string }>`select external_user_id as id from channels_wecom_transfer_customers moved
    where workspace_id = ${batch.workspaceId} and batch_id = ${batch.id} and state = 'done' and not exists (
      select 1 from channels_wecom_relations relation where relation.workspace_id = moved.workspace_id and relation.corp_id = moved.corp_id
        and relation.external_user_id = moved.external_user_id and relation.user_id = moved.takeover
        and (relation.state = any(${HELD_STATES}::text[]) or relation.ended_at >= moved.taken_over_at))`.execute(handles.db)
  if (rows.length === 0) return
  const fetchedAt = handles.clocks.business.now()
  const asked = await askEach(
    rows.map(({ id }) => id),
    (externalUserId) => fetchContact(wecom, { corp, externalUserId, signal }),
  )
  const observations = [...asked].flatMap(([externalUserId, got]) =>
    'answer' in got && got.answer ? [{ externalUserId, ...got.answer, hints: new Map() }] : [],
  )
  await recordContacts(handles, { corp, learntBy: 'results', fetchedAt, observations })
  throwFirst(asked)
}

/** The same of the groups of the batch. */
export async function fetchMoved(handles: TransferHandles, { wecom, corp, batch, signal }: Work): Promise<void> {
  const { rows } = await sql<{ id: string }>`select chat_id as id from channels_wecom_transfer_groups
    where workspace_id = ${batch.workspaceId} and batch_id = ${batch.id} and state = 'done' order by chat_id`.execute(handles.db)
  if (rows.length === 0) return
  const fetchedAt = handles.clocks.business.now()
  const status = await fetchChatsOf(wecom, { corp, owner: batch.takeover, signal })
  const asked = await askEach(
    rows.map(({ id }) => id),
    (chatId) => fetchGroup(wecom, { corp, chatId, signal }),
  )
  const observations = [...asked].flatMap(([chatId, got]) =>
    'answer' in got
      ? [
          {
            chatId,
            answer: got.answer,
            status: status.get(chatId),
            hints: { chatId, createdAt: undefined, dismissedAt: undefined, moves: [] },
          },
        ]
      : [],
  )
  await recordGroups(handles, { corp, learntBy: 'results', fetchedAt, observations })
  throwFirst(asked)
}

function throwFirst(asked: ReadonlyMap<string, { answer: unknown } | { error: unknown }>): void {
  for (const got of asked.values()) if ('error' in got) throw got.error
}
