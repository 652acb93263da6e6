/** Files made in the browser: tables as CSV that Excel opens in Chinese, pictures of charts. */

/** Browsers read a handed-out blob a little after the click. */
const BLOB_KEPT_MS = 60_000
/** Excel reads a CSV as UTF-8 only behind this mark. */
const BYTE_ORDER_MARK = '\uFEFF'

export type Cell = string | number | null | undefined

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  // A text that a spreadsheet would run as a formula is kept a text.
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV after RFC 4180. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(cellText).join(',')).join('\r\n')
}

/** Hands a file to the person. */
export function saveFile(fileName: string, content: Blob | string): void {
  const address =
    typeof content === 'string' && content.startsWith('data:')
      ? content
      : URL.createObjectURL(typeof content === 'string' ? new Blob([content]) : content)
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  if (address.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(address), BLOB_KEPT_MS)
}

export function saveCsv(fileName: string, header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  saveFile(`${fileName}.csv`, new Blob([BYTE_ORDER_MARK, csvOf(header, rows)], { type: 'text/csv;charset=utf-8' }))
}
