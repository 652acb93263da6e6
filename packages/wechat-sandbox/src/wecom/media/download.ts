/** An answer that is a file instead of JSON: media/get [WW:90254]. */
export interface Download {
  readonly download: { readonly bytes: Uint8Array; readonly contentType: string; readonly fileName: string }
}

export function download(file: Download['download']): Download {
  return { download: file }
}

export function isDownload(answer: object): answer is Download {
  return 'download' in answer
}

const RANGE = /^bytes=(\d*)-(\d*)$/

/**
 * The file as HTTP sends it: whole, or with 206 the part that a Range header asks for; 416 when there is no such part.
 * @param range the header; other units and lists of parts are answered with the whole
 */
export function asAttachment(
  file: Download,
  range: string | undefined,
): { status: number; headers: Record<string, string>; bytes: Uint8Array } {
  const { bytes, contentType, fileName } = file.download
  const headers = {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${asHeader(fileName)}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache, must-revalidate',
  }
  const [, from = '', to = ''] = RANGE.exec(range ?? '') ?? []
  if (from === '' && to === '') return { status: 200, headers, bytes }
  // "-5" means the last five.
  const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1)
  if (start > end) return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` }, bytes: new Uint8Array() }
  const part = { ...headers, 'content-range': `bytes ${start}-${end}/${bytes.length}` }
  return { status: 206, headers: part, bytes: bytes.subarray(start, end + 1) }
}

/** Headers hold visible ASCII only, and the name stands in quotes. */
function asHeader(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')
}
