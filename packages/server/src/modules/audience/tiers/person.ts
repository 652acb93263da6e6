/** Where one person stands: lifecycle, value stage and RFM, in one look. */
import type { Handles } from '../../../platform/handles.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import { ask, type Caller } from '../../events/index.ts'
import { openKnown } from '../rule/known.ts'
import { momentText } from '../rule/phrases.ts'
import type { INTENTS, LIFECYCLE_STAGES, RELATIONS, RFM_SEGMENTS, VALUE_STAGES } from '../rule/rule.ts'
import { openScope } from '../rule/scope.ts'
import type { PersonTiers } from './contract.ts'
import { remembered } from './remembered.ts'
import { type RfmStanding, readStanding, scoredSql, standingParameters } from './rfm.ts'
import { tierRowsSql } from './rows.ts'
import { intentSql, lifecycleSql, RELATION_SQL, valueStageSql } from './stages.ts'
import { readThresholds } from './thresholds.ts'
import { intentNames, lifecycleNames, relationNames, segmentNames, valueNames } from './words.ts'

type TierHandles = Pick<Handles, 'db' | 'clickhouse' | 'clocks'>

/** A person's scores are among the buyers of the minute. */
const STANDING_STEP_MS = 60_000

export interface PersonQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
  /** All atoms of the person. */
  readonly atoms: readonly number[]
}

interface Row {
  readonly firstMs: number
  readonly lastMs: number
  readonly orders: number
  readonly lastOrderMs: number
  readonly stage: (typeof LIFECYCLE_STAGES)[number] | ''
  readonly value: (typeof VALUE_STAGES)[number] | ''
  readonly intent: (typeof INTENTS)[number] | ''
  readonly relation: (typeof RELATIONS)[number]
}

export async function personTiers(handles: TierHandles, caller: Caller, { atoms, ...question }: PersonQuestion): Promise<PersonTiers> {
  const tiers = await readThresholds(handles, question)
  const known = { ...(await openKnown(handles, { ...question, rules: [] })), tiers }
  const people = { atoms, persons: atoms.map(() => atoms[0] ?? 0) }
  const scope = openScope({ ...question, known, people })
  const [[row], rfm] = await Promise.all([
    ask<Row>(caller, {
      query: `
        SELECT firstMs, lastMs, orders, lastOrderMs, ${lifecycleSql(scope, { moment: scope.asOf, first: 'firstMs', last: 'lastMs' })} AS stage,
          ${valueStageSql(scope)} AS value, ${intentSql(scope)} AS intent, ${RELATION_SQL} AS relation
        FROM (${tierRowsSql(scope, { activity: true, orders: true, intent: true })})`,
      parameters: scope.parameters,
      lane: 'point',
    }),
    personRfm(handles, caller, { question, known, people }),
  ])
  return { lifecycle: lifecycleOf(row, question.timeZone), value: valueTierOf(row, question.timeZone), rfm }
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

function lifecycleOf(row: Row | undefined, timeZone: string): PersonTiers['lifecycle'] {
  if (!row?.stage) return null
  const { stage, orders, firstMs, lastMs } = row
  const [name, last] = [lifecycleNames[stage], momentText(lastMs, timeZone)]
  const words: Words = {
    zh: `${name.zh}${orders > 0 ? '，付费' : '，未付费'}：最近一次行为 ${last}`,
    en: `${name.en}, ${orders > 0 ? 'has bought' : 'never bought'}: last did something on ${last}`,
  }
  return { stage, paying: orders > 0, firstEventAt: instant(firstMs), lastEventAt: instant(lastMs), words }
}

function valueTierOf(row: Row | undefined, timeZone: string): PersonTiers['value'] {
  const { orders, lastOrderMs, value, intent, relation } = row ?? {
    orders: 0,
    lastOrderMs: 0,
    value: '',
    intent: '',
    relation: 'potential',
  }
  const last = momentText(lastOrderMs, timeZone)
  const names = [relationNames[relation], ...(value ? [valueNames[value]] : []), ...(intent ? [intentNames[intent]] : [])]
  const words: Words = {
    zh: `${names.map(({ zh }) => zh).join('，')}${orders > 0 ? `：${orders} 单，最近一单 ${last}` : ''}`,
    en: `${names.map(({ en }) => en).join(', ')}${orders > 0 ? `: ${orders} orders, the latest on ${last}` : ''}`,
  }
  return { stage: value || null, intent: intent || null, relation, orders, lastOrderAt: orders > 0 ? instant(lastOrderMs) : null, words }
}

interface RfmRow {
  readonly r: number
  readonly f: number
  readonly m: number
  readonly segment: (typeof RFM_SEGMENTS)[number]
  readonly days: number
  readonly orders: number
  readonly amount: number
  readonly mainCode: string
}

type RfmAsked = { readonly question: Omit<PersonQuestion, 'atoms'> } & Pick<Parameters<typeof openScope>[0], 'known' | 'people'>

async function personRfm(handles: TierHandles, caller: Caller, { question, known, people }: RfmAsked): Promise<PersonTiers['rfm']> {
  const scope = openScope({ ...question, known, people })
  const standing = standingParameters(await standingOf(handles, caller, { question, known }), scope.parameters)
  const [row] = await ask<RfmRow>(caller, { query: scoredSql(scope, standing), parameters: scope.parameters, lane: 'point' })
  if (!row) return null
  const { mainCode, r, f, m, segment, days, orders, amount } = row
  const name = segmentNames[segment]
  const words: Words = {
    zh: `${name.zh}：R${r} F${f} M${m}，${days} 天前下单，共 ${orders} 单、${amount} ${mainCode}`,
    en: `${name.en}: R${r} F${f} M${m}, latest order ${days} days ago, ${orders} orders, ${amount} ${mainCode} in all`,
  }
  return { r, f, m, segment, days, orders, amount, currency: mainCode || null, words }
}

/** Not for the caller alone: who asks next gets the same, so it does not end with the caller's request. */
function standingOf(handles: TierHandles, caller: Caller, { question, known }: Omit<RfmAsked, 'people'>): Promise<RfmStanding> {
  const bounds = known.tiers.rfmBounds
  const minute = Math.floor(question.asOf / STANDING_STEP_MS)
  const key = `rfm ${question.workspaceId} ${minute} ${JSON.stringify(bounds ?? null)}`
  return remembered(handles, key, () => readStanding({ clickhouse: caller.clickhouse }, openScope({ ...question, known }), bounds))
}
