/** Answers the calls about the registers of purposes and retention. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { listPurposes, listRetention, putPurpose, putRetention } from './contract.ts'
import { keepPurpose, listAllPurposes } from './purposes.ts'
import { listAllRetention, stateRetention } from './retention.ts'

export function purposeRoutes(): Binding[] {
  return [
    bind(listPurposes, async ({ handles, workspace }) => ({ items: await listAllPurposes(handles.db, { workspaceId: workspace.id }) })),
    bind(
      putPurpose,
      ({ handles, workspace, params, body, actor }) => {
        const { zh, en = zh } = body.words
        const needsConsent = body.needsConsent ?? (body.legalBasis === 'consent' || body.marketing)
        const purpose = { ...body, words: { zh, en }, needsConsent }
        return keepPurpose(handles, { workspaceId: workspace.id, name: params.name, purpose, by: actor.name })
      },
      { targetFields: ['name'] },
    ),
    bind(listRetention, async ({ handles, workspace }) => ({ items: await listAllRetention(handles.db, { workspaceId: workspace.id }) })),
    bind(
      putRetention,
      ({ handles, workspace, params, body, actor }) =>
        stateRetention(handles, { workspaceId: workspace.id, kind: params.kind, ...body, by: actor.name }),
      { targetFields: ['kind'] },
    ),
  ]
}
