/** Duplicates found among published records of which the truth is known (FEBRL 3: 5,000 records of 2,000 people, 6,538 pairs). */
import { judgeFebrl, readFebrl } from '../packages/server/src/modules/identity/duplicates/testing.ts'
import { dataFolder } from '../packages/server/src/platform/testing/available.ts'
import type { BenchRun } from './bench.ts'

const FLOOR_PRECISION = 0.97
const FLOOR_RECALL = 0.95

/** Reports precision and recall of the suggestions at the default threshold. Throws below the floors. */
export async function measureFebrl({ report, note }: Pick<BenchRun, 'report' | 'note'>): Promise<void> {
  const folder = dataFolder()
  if (folder === undefined) return note('FEBRL is not here: put it into ../shared/data')
  const { suggested, precision, recall } = judgeFebrl(readFebrl(folder))
  note(`FEBRL: ${suggested.toLocaleString('en')} pairs suggested, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`)
  const bare = judgeFebrl(readFebrl(folder, ['soc_sec_id']))
  note(`FEBRL without the social security number: precision ${bare.precision.toFixed(4)}, recall ${bare.recall.toFixed(4)}`)
  report({ metric: 'febrlPrecision', value: precision, unit: 'ratio', better: 'higher' })
  report({ metric: 'febrlRecall', value: recall, unit: 'ratio', better: 'higher' })
  if (precision < FLOOR_PRECISION) throw new Error(`the precision on FEBRL is ${precision.toFixed(3)}, the floor is ${FLOOR_PRECISION}`)
  if (recall < FLOOR_RECALL) throw new Error(`the recall on FEBRL is ${recall.toFixed(3)}, the floor is ${FLOOR_RECALL}`)
}
