/** Answers the calls about tags in WeCom. */
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { knownTag } from '../../../identity/index.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, corpOfWorkspace } from '../connection/corps.ts'
import {
  type CorpTags,
  deleteTagLink,
  listCorpTags,
  previewTagLink,
  putTagLink,
  refreshCorpTags,
  retryTagLink,
  type TagLink,
} from './contract.ts'
import { effectOfLink } from './differ.ts'
import { deleteLink, type LinkRow, linksOf, putLink, retryLink } from './links.ts'
import { corpTagQuota, corpTagsOf, refreshRegister } from './register.ts'
import { endList, roundOf } from './rounds.ts'

const targetFields = ['corpId', 'tagId']

export function tagSyncRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    bind(listCorpTags, async (call) => shownTags(call, await corpOf(call))),
    bind(refreshCorpTags, async (call) => {
      const corp = await corpOf(call)
      await refresh(call, { wecom, corp })
      return shownTags(call, corp)
    }),
    bind(
      putTagLink,
      async (call) => {
        const { handles, params, body, actor } = call
        const corp = await corpOf(call)
        const tag = await putLink(handles, { wecom, corp, tagId: params.tagId, link: body, by: actor.name })
        const link = (await linksOf(handles.db, corp)).find(({ tagId }) => tagId === tag.id)
        return link ? shownLink(link) : failChannels('channels.tag_link_unknown')
      },
      { targetFields },
    ),
    bind(previewTagLink, async (call) => {
      const { handles, workspace, params, body } = call
      const corp = await corpOf(call)
      const tag = await knownTag(handles.db, { workspaceId: workspace.id, id: params.tagId })
      return effectOfLink(handles.db, { corp, tagId: tag.id, ...body })
    }),
    bind(
      deleteTagLink,
      async (call) => {
        await deleteLink(call.handles, { corp: await corpOf(call), tagId: call.params.tagId })
        return { deleted: true }
      },
      { targetFields },
    ),
    bind(retryTagLink, async (call) => ({ pairs: await retryLink(call.handles, { corp: await corpOf(call), tagId: call.params.tagId }) }), {
      targetFields,
    }),
  ]
}

type CorpCall = Pick<Call<typeof listCorpTags>, 'handles' | 'workspace' | 'params'>

function corpOf({ handles, workspace, params }: CorpCall): Promise<Corp> {
  return corpOfWorkspace(handles.db, { workspaceId: workspace.id, corpId: params.corpId })
}

/** @throws channels.wecom_refused, which is kept for the page too */
async function refresh({ handles }: CorpCall, { wecom, corp }: { wecom: Wecom; corp: Corp }): Promise<void> {
  try {
    await refreshRegister(handles, { wecom, corp })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    await endList(handles, { ...corp, error: error.message, atLeastMs: error.retryAfterMs })
    failChannels('channels.wecom_refused', { reason: error.message })
  }
}

async function shownTags({ handles: { db } }: CorpCall, corp: Corp): Promise<CorpTags> {
  const links = await linksOf(db, corp)
  const linked = new Map(links.map(({ corpTagId, tagId }) => [corpTagId, String(tagId)]))
  const { used, limit } = await corpTagQuota(db, corp)
  const round = await roundOf(db, corp)
  const groups = Map.groupBy(await corpTagsOf(db, corp), ({ groupId }) => groupId)
  return {
    used,
    limit,
    groups: [...groups].map(([id, tags]) => ({
      id,
      name: tags[0]?.groupName ?? '',
      tags: tags.map(({ tagId, name, madeHere }) => ({ id: tagId, name, madeHere, linkedTagId: linked.get(tagId) ?? null })),
    })),
    links: links.map(shownLink),
    listedAt: round?.listedAt?.toISOString() ?? null,
    listError: round?.listError ?? null,
    lookedAt: round?.lookedAt?.toISOString() ?? null,
  }
}

function shownLink({ isArchived, isDeleted, changedAt, ...link }: LinkRow): TagLink {
  return { ...link, tagId: String(link.tagId), state: stateOf({ ...link, isArchived, isDeleted }), changedAt: changedAt.toISOString() }
}

function stateOf({
  isArchived,
  isDeleted,
  pending,
  failed,
}: Pick<LinkRow, 'isArchived' | 'isDeleted' | 'pending' | 'failed'>): TagLink['state'] {
  if (isDeleted) return 'corp_tag_deleted'
  if (isArchived) return 'tag_archived'
  if (failed.length > 0) return 'failed'
  return pending > 0 ? 'pending' : 'done'
}
