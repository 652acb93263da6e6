/** What this module knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import { bigints, inTransaction, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { EraseInput, ExportedRows, HeldInput, PersonDataHolder } from '../compliance/index.ts'
import { noteErased } from './wecom/contacts/erased.ts'
import { identifierKindOf } from './wecom/contacts/events.ts'
import { lockRegister } from './wecom/contacts/lock.ts'

const EXTERNAL_USERID = identifierKindOf({ corpId: '' })

/** What is under way is known by identifiers alone: callbacks, and events that were not handed over yet. */
export const underWayPersonData: PersonDataHolder = {
  name: 'channels_under_way',
  words: { zh: '渠道回调与待入库的事件', en: 'Callbacks of channels and events on their way' },
  tables: ['channels_wecom_callbacks', 'channels_wecom_welcomes', 'channels_person_events'],
  findsBy: 'identifiers',
  erase: eraseUnderWay,
}

/** The registers of contacts, and what they are sent. */
export const channelsPersonData: PersonDataHolder = {
  name: 'channels',
  words: {
    zh: '企业微信好友资料与标签、客户群、群发、继承与流失记录、朋友圈点赞与评论',
    en: 'WeCom contacts and their tags, their groups, mass sends to them, transfers and losses of them, likes and comments on Moments',
  },
  tables: [
    'channels_wecom_contacts',
    'channels_wecom_relations',
    'channels_wecom_mass_recipients',
    'channels_wecom_transfer_customers',
    'channels_wecom_unassigned',
    'channels_wecom_lost',
    'channels_wecom_group_members',
    'channels_wecom_moment_reactions',
    'channels_wecom_tag_marks',
  ],
  findsBy: 'atoms',
  exported,
  erase: eraseRegisters,
  count: countRegisters,
}

/** From here on nothing that the platform tells of earlier times makes them known again. */
async function eraseUnderWay(handles: Handles, { workspaceId, identifiers, signal }: EraseInput): Promise<{ rows: number; kept: number }> {
  let rows = 0
  for await (const some of identifiers) {
    signal.throwIfAborted()
    for (const { kind, value } of some) {
      if (kind.startsWith(EXTERNAL_USERID)) {
        const corpId = kind.slice(EXTERNAL_USERID.length)
        rows += await eraseContact(handles, { workspaceId, corpId, externalUserId: value })
      }
      // After what makes events of them is gone.
      const gone = await sql`delete from channels_person_events
        where workspace_id = ${workspaceId} and reference = ${`${kind}:${value}`} returning id`.execute(handles.db)
      rows += gone.rows.length
    }
  }
  return { rows, kept: 0 }
}

function eraseContact(handles: Handles, contact: { workspaceId: number; corpId: string; externalUserId: string }): Promise<number> {
  const { workspaceId, corpId, externalUserId } = contact
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, { corpId })
    await noteErased(handles, tx, contact)
    let rows = 0
    for (const table of ['channels_wecom_callbacks', 'channels_wecom_welcomes']) {
      const gone = await sql`delete from ${sql.table(table)}
        where workspace_id = ${workspaceId} and corp_id = ${corpId} and external_user_id = ${externalUserId} returning id`.execute(tx)
      rows += gone.rows.length
    }
    return rows + (await forgetNamed(tx, contact))
  })
}

/** Callbacks of groups name who came and went; what else they say stays. */
async function forgetNamed(tx: Tx, contact: { workspaceId: number; corpId: string; externalUserId: string }): Promise<number> {
  const { rows } = await sql`update channels_wecom_callbacks set fields = fields - 'MemChangeList'
    where workspace_id = ${contact.workspaceId} and corp_id = ${contact.corpId} and event = 'change_external_chat'
      and fields -> 'MemChangeList' -> 'Item' @> to_jsonb(${contact.externalUserId}::text) returning id`.execute(tx)
  return rows.length
}

const ATOMS_PER_STATEMENT = 5_000
const TABLES = [
  'channels_wecom_moment_reactions',
  'channels_wecom_group_members',
  'channels_wecom_transfer_customers',
  'channels_wecom_unassigned',
  'channels_wecom_lost',
  'channels_wecom_mass_recipients',
  'channels_wecom_relations',
  // After what makes rows in it.
  'channels_wecom_tag_marks',
  'channels_wecom_contacts',
] as const

type Held = Omit<HeldInput, 'signal'>

function* pieces({ workspaceId, atoms }: Held): Generator<Held> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

async function* exported({ db }: Handles, input: HeldInput): AsyncGenerator<ExportedRows> {
  for (const table of TABLES) {
    const part = table.slice('channels_'.length)
    yield { part, rows: [] }
    for (const { workspaceId, atoms } of pieces(input)) {
      input.signal.throwIfAborted()
      const { rows } = await sql<{
        row: Record<string, unknown>
      }>`select to_jsonb(held) - 'workspace_id' as row from ${sql.table(table)} held
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) order by 1`.execute(db)
      if (rows.length > 0) yield { part, rows: rows.map(({ row }) => row) }
    }
  }
}

async function eraseRegisters({ db }: Handles, input: HeldInput): Promise<{ rows: number; kept: number }> {
  let rows = 0
  for (const { workspaceId, atoms } of pieces(input))
    for (const table of TABLES) {
      input.signal.throwIfAborted()
      const gone = await sql`delete from ${sql.table(table)}
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) returning atom`.execute(db)
      rows += gone.rows.length
    }
  return { rows, kept: 0 }
}

async function countRegisters({ db }: Handles, input: Held): Promise<number> {
  let rows = 0
  for (const { workspaceId, atoms } of pieces(input))
    for (const table of TABLES) {
      const found = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)})`.execute(db)
      rows += found.rows[0]?.rows ?? 0
    }
  return rows
}
