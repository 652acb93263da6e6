/** Answers the calls about media. */
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fail } from '../../../../platform/errors.ts'
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { failChannels } from '../../errors.ts'
import * as contract from './contract.ts'
import { MEDIA_KINDS, type MediaKind } from './kinds.ts'
import { deleteMedia, mediaBefore, needMedia, noteMedia } from './media.ts'
import { type KeptFile, keepFile, openMedia } from './store.ts'
import type { MediaRow } from './tables.ts'

const MediaKey = z.tuple([z.number(), z.string()])

export function mediaRoutes(): Binding[] {
  return [
    bind(contract.uploadMedia, takeIn, { targetFields: ['id'] }),
    bind(contract.listMedia, async ({ handles, workspace, query }) => {
      const before = decodeCursor(query.cursor, MediaKey)
      const rows = await mediaBefore(handles.db, { workspaceId: workspace.id, kind: query.kind, before, limit: query.limit + 1 })
      return cutPage(rows, { limit: query.limit, key: ({ created_at, id }) => [created_at.getTime(), id], item: shown })
    }),
    bind(contract.readMedia, async ({ handles, workspace, params }) =>
      shown(await needMedia(handles.db, { workspaceId: workspace.id, ...params })),
    ),
    bind(contract.readMediaFile, async ({ handles, workspace, params }) => {
      const media = await needMedia(handles.db, { workspaceId: workspace.id, ...params })
      const body = await openMedia(handles.config, { workspaceId: workspace.id, ...params })
      return { fileName: media.name, contentType: media.content_type, body }
    }),
    bind(contract.deleteMedia, async ({ handles, workspace, params }) => {
      await deleteMedia(handles, { workspaceId: workspace.id, ...params })
      return undefined
    }),
  ]
}

async function takeIn({ handles, workspace, request, actor }: Call<typeof contract.uploadMedia>) {
  const { file, name } = await readForm(handles, { request, workspaceId: workspace.id })
  return shown(await noteMedia(handles, { workspaceId: workspace.id, file, name, by: actor.name }))
}

type UploadHandles = Call<typeof contract.uploadMedia>['handles']

/** One file, checked as it arrives; its kind, when it is said, stands before it. */
async function readForm(
  handles: UploadHandles,
  { request, workspaceId }: { request: FastifyRequest; workspaceId: number },
): Promise<{ file: KeptFile; name: string }> {
  if (!request.isMultipart()) fail('platform.unsupported_media', { contentType: request.headers['content-type'] ?? '' })
  let kind: MediaKind | undefined
  let kept: { file: KeptFile; name: string } | undefined
  for await (const part of request.parts()) {
    if (part.type === 'file') kept = { file: await keepFile(handles, { workspaceId, file: part.file, kind }), name: part.filename }
    else if (part.fieldname === 'kind') kind = readKind(part.value)
  }
  return kept ?? failChannels('channels.media_no_file')
}

function readKind(value: unknown): MediaKind {
  const kind = MEDIA_KINDS.find((one) => one === value)
  return (
    kind ??
    fail('platform.invalid', {
      field: 'kind',
      reason: { zh: `应是 ${MEDIA_KINDS.join('、')} 之一`, en: `must be one of ${MEDIA_KINDS.join(', ')}` },
    })
  )
}

function shown(row: MediaRow): contract.Media {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    usedAt: row.used_at.toISOString(),
  }
}
