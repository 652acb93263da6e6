/** Statistics 统计 (section A9): counted from what contacts, groups and feedback keep. */
import type { Area } from '../../area.ts'
import { statisticsCalls } from './calls.ts'

export const statisticsArea: Area = { name: 'statistics', schema: '', calls: statisticsCalls, verbs: [] }
