/** What kind of file somebody chose, by its first lines and its name; only a proposal, the person sees it and may change it. */
import { PRESET_NAMES, type PresetName } from '@liuchi/server/contract/events/imports'

const PEEK_SIZE_BYTES = 16 * 1024

/** What the first lines of each kind look like, the most telling first. */
const SIGNS: readonly (readonly [PresetName, RegExp])[] = [
  ['taobao', /^\d+,\d+,\d+,(pv|cart|fav|buy),\d{9,10}\s*$/m],
  ['tianchi', /^[^\n]*behavior_type/i],
  ['online-retail', /^[^\n]*InvoiceNo[^\n]*StockCode/i],
  ['cdnow', /^\s*\d+\s+(\d+\s+)?(19|20)\d{6}\s+\d+\s+\d+(\.\d+)?\s*$/m],
  ['orders', /^[^\n]*(order_?(no|number|id)|订单(号|编号))/i],
  ['people', /^(?![^\n]*(event|time|事件|时间))[^\n]*(phone|mobile|member|手机|会员)/i],
]

async function unpacked(file: File): Promise<Uint8Array> {
  const head = file.slice(0, PEEK_SIZE_BYTES)
  if (!/\.gz$/i.test(file.name)) return new Uint8Array(await head.arrayBuffer())
  const reader = head.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  // The first piece is enough; the stream is cut off and would end in an error.
  const { value } = await reader.read()
  void reader.cancel().catch(() => {})
  return value ?? new Uint8Array()
}

/** Never fails: an unreadable beginning is an unknown one. */
async function beginningOf(file: File): Promise<string> {
  try {
    return new TextDecoder().decode((await unpacked(file)).slice(0, PEEK_SIZE_BYTES)).replace(/^\uFEFF/, '')
  } catch {
    return ''
  }
}

export function presetOf(fileName: string, beginning: string): PresetName {
  const signed = SIGNS.find(([, sign]) => sign.test(beginning))?.[0]
  const plainName = fileName.toLowerCase().replaceAll(/[_ ]/g, '-')
  return signed ?? PRESET_NAMES.find((preset) => plainName.includes(preset)) ?? 'events'
}

export async function guessPreset(file: File): Promise<PresetName> {
  return presetOf(file.name, await beginningOf(file))
}
