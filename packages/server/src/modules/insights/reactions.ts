/** What insights does about the news of the modules below: each piece becomes a notice. */
import type { Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type News, on, type Reaction } from '../../platform/outbox/index.ts'
import { importNews, importNewsName } from '../events/imports/contract.ts'
import { personCrowded } from './contract.ts'
import { raiseNotice } from './notices.ts'

export const insightsReactions: readonly Reaction[] = [
  on(importNewsName.enum['events.import_finished'], 'insights.notice_import_finished', noticeImport),
  on(importNewsName.enum['events.import_failed'], 'insights.notice_import_failed', noticeImport),
  on('identity.person_crowded', 'insights.notice_person_crowded', noticeCrowded),
]

async function noticeImport({ clocks }: Handles, tx: Tx, { id, workspaceId, name, payload }: News): Promise<void> {
  await raiseNotice(tx, {
    workspaceId,
    newsId: id,
    kind: importNewsName.parse(name),
    payload: importNews.parse(payload),
    at: new Date(clocks.business.now()),
  })
}

async function noticeCrowded({ clocks }: Handles, tx: Tx, { id, workspaceId, payload }: News): Promise<void> {
  await raiseNotice(tx, {
    workspaceId,
    newsId: id,
    kind: 'identity.person_crowded',
    payload: personCrowded.parse(payload),
    at: new Date(clocks.business.now()),
  })
}
