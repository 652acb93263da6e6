/** Answers the calls about quotas. */
import { type Binding, bind } from '../../../../platform/http/bind.ts'
import type { Wecom } from '../client/client.ts'
import { corpOfWorkspace, corpsOfWorkspace } from '../connection/corps.ts'
import { alarmsOf, type StoredAlarm, settleAlarm } from './alarms.ts'
import {
  getQuotaLimits,
  listQuotaAlarms,
  listQuotas,
  measureQuotas,
  putQuotaLimits,
  type Quota,
  type QuotaAlarm,
  readQuotaDays,
  settleQuotaAlarm,
} from './contract.ts'
import { quotaLimits, setQuotaLimits } from './limits.ts'
import { lookAtQuotas } from './look.ts'
import { hasFewCodes, quotaDays, quotasOf } from './read.ts'
import { alarmWords } from './words.ts'

export function quotaRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    bind(listQuotas, async ({ handles, workspace, query }) => {
      const at = handles.clocks.business.now()
      const items: Quota[] = []
      for (const corp of await corpsOfWorkspace(handles.db, { workspaceId: workspace.id }))
        if (query.corpId === undefined || query.corpId === corp.corpId)
          items.push(...(await quotasOf(handles.db, { corp, at, timeZone: workspace.timeZone })))
      return { items }
    }),
    bind(measureQuotas, async ({ handles, workspace, params, signal }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      await lookAtQuotas(handles, { wecom, corp, codesToo: await hasFewCodes(handles.db, corp), signal })
      return { items: await quotasOf(handles.db, { corp, at: handles.clocks.business.now(), timeZone: workspace.timeZone }) }
    }),
    bind(readQuotaDays, async ({ handles, workspace, params, query }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      return { items: await quotaDays(handles.db, { corp, ...query }) }
    }),
    ...limitRoutes(),
    ...alarmRoutes(),
  ]
}

function limitRoutes(): Binding[] {
  return [
    bind(getQuotaLimits, async ({ handles, workspace, params }) =>
      quotaLimits(handles.db, await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })),
    ),
    bind(
      putQuotaLimits,
      async ({ handles, workspace, params, body, actor }) => {
        const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
        await setQuotaLimits(handles, { ...corp, limits: body, by: actor.name })
        return body
      },
      { targetFields: ['corpId'] },
    ),
  ]
}

function alarmRoutes(): Binding[] {
  return [
    bind(listQuotaAlarms, async ({ handles, workspace, query }) => {
      const rows = await alarmsOf(handles.db, { workspaceId: workspace.id, open: query.open === 'true' })
      return { items: rows.map(shownAlarm) }
    }),
    bind(settleQuotaAlarm, async ({ handles, workspace, params, actor }) => {
      await settleAlarm(handles, { workspaceId: workspace.id, id: params.id, by: actor.name })
      return { settled: true }
    }),
  ]
}

function shownAlarm(row: StoredAlarm): QuotaAlarm {
  return {
    id: String(row.id),
    corpId: row.corp_id,
    kind: row.kind,
    subject: row.subject,
    ...alarmWords(row),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    times: row.times,
    settledAt: row.settled_at?.toISOString() ?? null,
    settledBy: row.settled_by,
  }
}
