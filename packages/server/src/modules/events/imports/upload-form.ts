/** The form of an upload: one file, written to disk as it arrives, and a few texts before or after it. */
import type { MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../../../platform/config.ts'
import { fail as failPlatform } from '../../../platform/errors.ts'
import { fail } from './errors.ts'
import { receiveUpload, shownFileName } from './uploads.ts'

export interface UploadForm {
  readonly fileName: string
  readonly sizeBytes: number
  readonly fields: Readonly<Record<string, string>>
}

/** Throws `events.import_no_file`, `platform.too_large`, `platform.unsupported_media`. The file lies at `uploadPath(config, id)`. */
export async function receiveForm(config: Config, input: { request: FastifyRequest; id: string; limitBytes: number }): Promise<UploadForm> {
  const { request, id, limitBytes } = input
  if (!request.isMultipart()) failPlatform('platform.unsupported_media', { contentType: request.headers['content-type'] ?? '' })
  const fields: Record<string, string> = {}
  let file: { fileName: string; sizeBytes: number } | undefined
  for await (const part of request.parts()) {
    if (isFile(part))
      file = { fileName: shownFileName(part.filename), sizeBytes: await receiveUpload(config, { id, file: part.file, limitBytes }) }
    else if (typeof part.value === 'string') fields[part.fieldname] = part.value
  }
  return file ? { ...file, fields } : fail('events.import_no_file')
}

function isFile(part: MultipartFile | MultipartValue): part is MultipartFile {
  return part.type === 'file'
}
