/** The forms that carry a file to the server, and the preview asked before. */
import { type ImportMapping, previewImport } from '@liuchi/server/contract/events/imports'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { CallError } from '../../api/call-error.ts'
import { useCaller } from '../../api/hooks.ts'
import { upload } from '../../api/upload.ts'

/** The beginning of a text file that is enough for a preview; packed files are sent whole. */
const PREVIEW_SIZE_BYTES = 256 * 1024
const PACKED = /\.(gz|xlsx)$/i

export type Preview = ResponseOf<typeof previewImport>

export function formOf(file: File, mapping: ImportMapping): FormData {
  const form = new FormData()
  form.append('mapping', JSON.stringify(mapping))
  form.append('file', file, file.name)
  return form
}

/** The first rows as the server would read them; asked again whenever the mapping changes. */
export function usePreview(file: File, mapping: ImportMapping) {
  const caller = useCaller()
  return useQuery<Preview, CallError>({
    queryKey: [previewImport.name, caller.workspace ?? null, caller.language, file.name, file.size, file.lastModified, mapping],
    queryFn: () => {
      const isWhole = PACKED.test(file.name) || file.size <= PREVIEW_SIZE_BYTES
      const part = isWhole ? file : new File([file.slice(0, PREVIEW_SIZE_BYTES)], file.name)
      return upload(caller, previewImport, formOf(part, mapping), () => {})
    },
    placeholderData: keepPreviousData,
  })
}
