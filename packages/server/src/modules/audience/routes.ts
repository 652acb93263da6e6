/** Audiences over HTTP. */
import { createReadStream } from 'node:fs'
import type { Actor } from '../../platform/auth/actor.ts'
import { fail } from '../../platform/errors.ts'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { isFetchable } from '../../platform/made-files.ts'
import { callerOf, readMoment } from '../events/index.ts'
import { knownAtoms, personId } from '../identity/index.ts'
import { archiveAudience, audienceNumber, changeAudience, createAudience, needAudience, refreshAudience } from './audiences.ts'
import * as contract from './contract.ts'
import { failAudience } from './errors.ts'
import { findExport, requestExport } from './export.ts'
import { CONTENT_TYPES, listPath } from './export-file.ts'
import { membershipIn, membershipsOf } from './members.ts'
import { readOverlap } from './overlap.ts'
import { previewRule, supersede } from './preview.ts'
import { whyRule } from './rule/index.ts'
import type { Rule } from './rule/rule.ts'
import { listAudiencesPage, membersShown, showAudience } from './screens.ts'
import type { AudienceRow } from './tables.ts'
import { usesOf } from './uses.ts'

/** The bindings of audiences. */
export function audienceRoutes(): Binding[] {
  return [
    bind(contract.previewAudience, preview),
    bind(contract.whyRule, answerWhyRule),
    bind(contract.overlapAudiences, overlap),
    bind(contract.listAudiences, ({ handles, workspace, query }) =>
      listAudiencesPage(handles.db, { workspaceId: workspace.id, timeZone: workspace.timeZone, ...query }),
    ),
    bind(contract.createAudience, create),
    bind(contract.audienceExportFile, exportedFile),
    bind(contract.readAudience, read),
    bind(contract.changeAudience, async (call) => {
      const { handles, params, body, actor } = call
      return shown(call, await changeAudience(handles, { ...named(call, params.id), ...body, by: actor.name }))
    }),
    bind(contract.archiveAudience, async (call) =>
      shown(call, await archiveAudience(call.handles, { ...named(call, call.params.id), by: call.actor.name })),
    ),
    bind(contract.refreshAudience, async (call) => shown(call, await refreshAudience(call.handles, named(call, call.params.id)))),
    bind(contract.audienceMembers, async (call) => {
      check(call.actor, 'people.read')
      const audience = await needAudience(call.handles.db, named(call, call.params.id))
      return membersShown(call.handles, { audience, unmasked: mayReadPersonal(call.actor), ...call.query })
    }),
    bind(contract.whyAudience, why),
    bind(contract.exportAudience, startExport),
    bind(contract.personAudiences, async ({ handles, workspace, params }) => {
      const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
      const found = await membershipsOf(handles.db, { workspaceId: workspace.id, atoms })
      return { items: found.map((one) => ({ ...one, id: String(one.id), enteredAt: one.enteredAt?.toISOString() ?? null })) }
    }),
  ]
}

type AnyCall = Pick<Call<typeof contract.readAudience>, 'handles' | 'workspace'>

function named({ workspace }: AnyCall, id: string) {
  const { id: workspaceId, timeZone } = workspace
  return { workspaceId, timeZone, id: audienceNumber(id) }
}

function shown({ handles, workspace }: AnyCall, row: AudienceRow): Promise<contract.Audience> {
  return showAudience(handles.db, { workspaceId: workspace.id, timeZone: workspace.timeZone, row })
}

function mayReadPersonal({ permissions }: Pick<Actor, 'permissions'>): boolean {
  return permissions.has('people.read_personal')
}

function check({ permissions }: Pick<Actor, 'permissions'>, permission: 'people.read' | 'people.read_personal'): void {
  if (!permissions.has(permission)) fail('platform.forbidden', { permission })
}

function momentOf({ handles, workspace }: AnyCall, text: string | undefined): number {
  return text === undefined ? handles.clocks.business.now() : readMoment(text, { field: 'asOf', timeZone: workspace.timeZone })
}

async function preview(call: Call<typeof contract.previewAudience>) {
  const { handles, workspace, actor, body } = call
  const { rule, sample, previewKey } = body
  const asOf = momentOf(call, body.asOf)
  const question = { workspaceId: workspace.id, timeZone: workspace.timeZone, rule, asOf, saysAsOf: body.asOf !== undefined, sample }
  const key = previewKey && `preview ${workspace.id} ${actor.kind} ${actor.id} ${previewKey}`
  const found = key
    ? await supersede(handles.clickhouse, { key, signal: call.signal }, (caller) => previewRule(handles, caller, question))
    : await previewRule(handles, callerOf(call), question)
  const computedAt = new Date(handles.clocks.business.now()).toISOString()
  return { ...found, sample: found.sample.map(personId), asOf: new Date(asOf).toISOString(), computedAt }
}

async function create(call: Call<typeof contract.createAudience>) {
  const { handles, body, actor } = call
  const { name, description, kind, personIds } = body
  const asOf = body.asOf === undefined ? undefined : momentOf(call, body.asOf)
  const rule = body.combine ? combined(body.combine) : body.rule
  const of = rule ? { rule, asOf } : { people: personIds ?? [] }
  const { workspaceId, timeZone } = named(call, '')
  return shown(call, await createAudience(handles, { workspaceId, timeZone, name, description, kind, of, by: actor.name }))
}

/** A combination is a rule over audiences. */
function combined({ op, ids }: { op: (typeof contract.COMBINATIONS)[number]; ids: readonly string[] }): Rule {
  const [first, ...others] = ids.map((id): Rule => ({ audience: { id } }))
  const all = first ? [first, ...others] : others
  if (op === 'union') return { any: all }
  if (op === 'intersect' || !first) return { all }
  return { all: [first, ...others.map((other): Rule => ({ not: other }))] }
}

async function read(call: Call<typeof contract.readAudience>) {
  const { handles, params } = call
  const audience = named(call, params.id)
  const row = await needAudience(handles.db, audience)
  return { ...(await shown(call, row)), usedBy: await usesOf(handles.db, audience) }
}

async function overlap(call: Call<typeof contract.overlapAudiences>) {
  const { handles, body } = call
  const ids = [...new Set(body.ids)]
  const rows = await Promise.all(ids.map((id) => needAudience(handles.db, named(call, id))))
  const asOf = handles.clocks.business.now()
  const { workspaceId, timeZone } = named(call, '')
  const { counts, intersections, union } = await readOverlap(handles, callerOf(call), { workspaceId, timeZone, asOf, ids })
  return {
    audiences: rows.map(({ name }, place) => ({ id: ids[place] ?? '', name, count: counts[place] ?? 0 })),
    intersections: intersections.map(({ places, ...counted }) => ({ ids: places.map((place) => ids[place] ?? ''), ...counted })),
    union,
    computedAt: new Date(asOf).toISOString(),
  }
}

async function why(call: Call<typeof contract.whyAudience>) {
  const { handles, workspace, params, query } = call
  const audience = await needAudience(handles.db, named(call, params.id))
  const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: query.personId })
  const membership = await membershipIn(handles.db, { audience, atoms })
  const { rule } = audience
  const question = { workspaceId: workspace.id, timeZone: workspace.timeZone, asOf: handles.clocks.business.now(), atoms }
  return {
    personId: query.personId,
    isMember: membership !== undefined,
    enteredAt: membership?.enteredAt?.toISOString() ?? null,
    rule: rule && (await whyRule(handles, callerOf(call), { ...question, rule })),
  }
}

async function answerWhyRule(call: Call<typeof contract.whyRule>) {
  const { handles, workspace, body } = call
  const { rule, personId: id } = body
  const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id })
  const question = { workspaceId: workspace.id, timeZone: workspace.timeZone, asOf: momentOf(call, body.asOf), atoms, rule }
  return { personId: id, rule: await whyRule(handles, callerOf(call), question) }
}

function startExport(call: Call<typeof contract.exportAudience>) {
  const { handles, params, body, actor, locale } = call
  check(actor, 'people.read')
  const { workspaceId, timeZone, id: audienceId } = named(call, params.id)
  return requestExport(handles, { workspaceId, timeZone, audienceId, ...body, personal: mayReadPersonal(actor), locale, by: actor.name })
}

async function exportedFile({ handles, workspace, params, actor }: Call<typeof contract.audienceExportFile>) {
  const { config, clocks, db } = handles
  check(actor, 'people.read')
  const row = await findExport(db, { workspaceId: workspace.id, jobId: params.jobId })
  if (!row) return fail('platform.not_found', { what: { zh: '导出', en: 'The export' } })
  if (row.personal) check(actor, 'people.read_personal')
  if (row.state === 'queued') failAudience('audience.export_not_ready')
  const path = listPath(config, { jobId: params.jobId, format: row.format })
  if (!(await isFetchable({ clocks }, { ...row, path }))) failAudience('audience.export_gone')
  return { fileName: `audience-${row.audience_id}.${row.format}`, contentType: CONTENT_TYPES[row.format], body: createReadStream(path) }
}
