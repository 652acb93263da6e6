import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { checkDiskSpace } from './disk-space.ts'

test('a disk with too little room is told in one sentence, with room it is not', async () => {
  await checkDiskSpace(tmpdir(), 1)
  await expect(checkDiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /^The disk under .* is full: \d+ MB are free, at least \d+ MB are needed$/,
  )
})
