/** Whether the disk under the data directory still has room; both stores misbehave in odd ways when it has none. */
import { statfs } from 'node:fs/promises'
import { StartError } from './start-error.ts'

/** Below this the server neither starts nor calls itself ready. */
const MIN_FREE_DISK_BYTES = 200 * 1024 * 1024
const MEGABYTE = 1024 * 1024

/** Throws a StartError when the disk is nearly full. */
export async function checkDiskSpace(folder: string, minFreeBytes: number = MIN_FREE_DISK_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  if (freeBytes < minFreeBytes)
    throw new StartError(
      `The disk under ${folder} is full: ${Math.floor(freeBytes / MEGABYTE)} MB are free, at least ${Math.ceil(minFreeBytes / MEGABYTE)} MB are needed`,
    )
}
