/** The file that the pages show: Tianchi's, or one made in its form with the same funnel where the data folder is missing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolder } from '../../../packages/server/src/platform/testing/available.ts'

export interface BehaviourFile {
  readonly name: string
  readonly content: Buffer
  /** Without the header. */
  readonly rows: number
}

const FILE_NAME = 'sample_user_behavior.csv'
const HEADER = 'user_id,item_id,behavior_type,user_geohash,item_category,time'
/** View 1, cart 3, buy 4. */
const REACHED = [
  { behaviour: 1, users: 34 },
  { behaviour: 3, users: 13 },
  { behaviour: 4, users: 9 },
]

/** 34 users have viewed, 13 of them put something in the cart, 9 of these bought, in whatever order, within a month. */
export async function behaviourFile(): Promise<BehaviourFile> {
  const folder = dataFolder()
  const content = folder ? await readFile(join(folder, 'tianchi', FILE_NAME)) : Buffer.from(madeRows())
  return { name: FILE_NAME, content, rows: content.toString().trimEnd().split('\n').length - 1 }
}

function madeRows(): string {
  const rows = REACHED.flatMap(({ behaviour, users }) =>
    Array.from({ length: users }, (_, user) => `${1_000 + user},${user},${behaviour},,77,2014-12-0${behaviour} 1${user % 10}`),
  )
  return [HEADER, ...rows, ''].join('\n')
}
