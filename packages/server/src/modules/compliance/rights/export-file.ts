/** Exported files in the data directory: readable by nobody else, gone when their time has come. */
import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../../platform/config.ts'
import type { Handles } from '../../../platform/handles.ts'
import { removeOrphans } from '../../../platform/made-files.ts'
import type { HeldInput, PersonDataHolder } from './holders.ts'

export const EXPORT_KEPT_DAYS = 7
const FOLDER = 'exports'

export function exportPath(config: Config, id: string): string {
  return join(config.dataDir, FOLDER, `${id}.json`)
}

interface Written {
  readonly sizeBytes: number
  /** Rows of each part. */
  readonly counts: Readonly<Record<string, number>>
}

/** Writes everything the holders know of the person as one JSON object, a list a part. Whatever stood there before is replaced when it is whole. */
export async function writeExport(
  handles: Handles,
  input: HeldInput & { id: string; about: object; holders: readonly PersonDataHolder[]; report: (rows: number) => void },
): Promise<Written> {
  const path = exportPath(handles.config, input.id)
  await mkdir(join(handles.config.dataDir, FOLDER), { recursive: true, mode: 0o700 })
  const counts: Record<string, number> = {}
  const file = createWriteStream(`${path}.part`, { mode: 0o600 })
  await pipeline(pieces(handles, { ...input, counts }), file, { signal: input.signal })
  await rename(`${path}.part`, path)
  return { sizeBytes: file.bytesWritten, counts }
}

async function* pieces(
  handles: Handles,
  input: Parameters<typeof writeExport>[1] & { counts: Record<string, number> },
): AsyncGenerator<string> {
  const { counts } = input
  let open: string | undefined
  let total = 0
  yield `{"export":${JSON.stringify(input.about)}`
  for (const holder of input.holders)
    for await (const { part, rows } of holder.exported?.(handles, input) ?? []) {
      if (part !== open) {
        yield `${open === undefined ? '' : ']'},\n${JSON.stringify(part)}:[`
        open = part
        counts[part] = 0
      }
      const before = counts[part] ?? 0
      yield rows.map((row, place) => `${before + place === 0 ? '' : ','}\n${JSON.stringify(row)}`).join('')
      counts[part] = before + rows.length
      total += rows.length
      input.report(total)
    }
  yield `${open === undefined ? '' : ']'}}\n`
}

/** Removes day-old files that no export claims. */
export function removeOrphanFiles(handles: Pick<Handles, 'config' | 'clocks'>, claimed: ReadonlySet<string>): Promise<void> {
  return removeOrphans(handles, { folder: join(handles.config.dataDir, FOLDER), claimed })
}
