/**
 * The quick lane: takes welcome codes the moment their callbacks are stored, sends some dozens at a time and notes what came of them. Beside the
 * working through of callbacks, which asks the platform first; a code lives for 20 seconds.
 */
import { pause } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { chosenRule } from './choose.ts'
import { attachmentsAtHand } from './media.ts'
import { type Asker, openAsker } from './names.ts'
import { noteOutcomes } from './note.ts'
import { filledText, needsName } from './placeholders.ts'
import { claimWelcomes, type EndedWelcome, postponeWelcome, type WaitingWelcome } from './queue.ts'
import type { StoredRule } from './rules.ts'
import { type Sent, sendWelcome } from './send.ts'
import { openSettings, SETTINGS_KEPT_MS, type SettingsMemory, type WelcomeSettings } from './settings.ts'
import { type TaggingHandles, tagWelcomed } from './tags.ts'

/** Some of them hang when the platform does; the others are to go on. */
const MAX_UNDER_WAY = 60
/** Outcomes of so long are written together. */
const NOTE_EVERY_MS = 50
/** WW:92599. */
const CODE_LIFE_MS = 20_000
/** CreateTime is in whole seconds. */
const ROUNDING_MS = 1_000
/** A welcome that is nothing but media waits so long for it, again and again. */
const MEDIA_AGAIN_MS = 1_000

export interface WelcomeLane {
  /** Takes what waits, as far as there is room, and begins to send it. Answers how many. */
  round(): Promise<number>
  /** Until nothing is due and nothing under way. Answers how many it took. */
  drain(): Promise<number>
  /** What is under way comes to its end; nothing is begun. */
  rest(): Promise<void>
  /** Told when there is room for some that had to wait. */
  onRoom(listener: () => void): void
}

type LaneHandles = TaggingHandles & Pick<Handles, 'log'>

/** With the rule that was for them. */
type Ended = EndedWelcome & { readonly rule?: StoredRule }

interface Lane {
  readonly handles: LaneHandles
  readonly wecom: Wecom
  readonly asker: Asker
  readonly settings: SettingsMemory
  readonly underWay: Set<Promise<void>>
  /** Outcomes that are not noted yet. */
  readonly ended: Ended[]
  noting: Promise<void> | undefined
  /** The last round left some behind. */
  isFull: boolean
  readonly onRoom: (() => void)[]
}

/** One for a process. `keptMs`: how long rules are taken from memory. */
export function openWelcomeLane(
  handles: LaneHandles,
  { wecom, keptMs = SETTINGS_KEPT_MS }: { wecom: Wecom; keptMs?: number },
): WelcomeLane {
  const lane: Lane = {
    handles,
    wecom,
    asker: openAsker(wecom),
    settings: openSettings(handles, { keptMs }),
    underWay: new Set(),
    ended: [],
    noting: undefined,
    isFull: false,
    onRoom: [],
  }
  const round = async () => {
    // Those that could not be noted at their time.
    if (lane.noting === undefined) await noteAll(lane)
    const limit = MAX_UNDER_WAY - lane.underWay.size
    const welcomes = limit > 0 ? await claimWelcomes(handles, { limit }) : []
    lane.isFull = welcomes.length === Math.max(0, limit)
    for (const welcome of welcomes) begin(lane, welcome)
    return welcomes.length
  }
  const rest = async () => {
    await Promise.allSettled(lane.underWay)
    await noteAll(lane)
  }
  return {
    round,
    rest,
    drain: async () => {
      let taken = 0
      for (let some = 1; some > 0; taken += some) {
        some = await round()
        await rest()
      }
      return taken
    },
    onRoom: (listener) => {
      lane.onRoom.push(listener)
    },
  }
}

function begin(lane: Lane, welcome: WaitingWelcome): void {
  const mine = handleOne(lane, welcome)
    .catch((error: unknown) => lane.handles.log.error({ welcome: welcome.id, error: String(error) }, 'a welcome could not be sent'))
    .finally(() => {
      lane.underWay.delete(mine)
      if (lane.isFull) for (const listener of lane.onRoom) listener()
    })
  lane.underWay.add(mine)
}

async function handleOne(lane: Lane, welcome: WaitingWelcome): Promise<void> {
  const { clocks } = lane.handles
  const end = (outcome: EndedWelcome['outcome'], rest: { rule?: StoredRule; reason?: string } = {}) =>
    note(lane, { welcome, ruleId: rest.rule?.id, outcome, endedAt: clocks.real.now(), ...rest })
  const settings = await lane.settings.find(welcome)
  if (!settings || welcome.code === undefined) return end('refused', { reason: 'the corp was disconnected' })
  const { corp, rules, timeZone } = settings
  const rule = chosenRule(rules, { ...welcome, at: clocks.business.now(), timeZone })
  if (!rule) return end('no_rule')
  if (!lives(lane, welcome, 0)) return end('expired', { rule })
  const text = await textFor(lane, { settings, welcome, text: rule.text })
  const attachments = await attachmentsAtHand(lane.handles, { corp, attachments: rule.attachments })
  // Words alone are better than none; nothing at all waits for its media as long as the code lives.
  const sent: Sent =
    text === '' && attachments.length === 0
      ? { againMs: MEDIA_AGAIN_MS, otherwise: 'refused', reason: 'its media is not with the platform yet' }
      : await sendWelcome(lane.wecom, { corp, message: { code: welcome.code, text, attachments } })
  if ('outcome' in sent) return end(sent.outcome, { rule, ...(sent.reason !== undefined && { reason: sent.reason }) })
  if (!lives(lane, welcome, sent.againMs)) return end(sent.otherwise, { rule, reason: sent.reason })
  await postponeWelcome(lane.handles, { id: welcome.id, delayMs: sent.againMs })
}

/** Whether the code still lives so much later; by the business clock, as the platform's time goes with it. */
function lives({ handles: { clocks } }: Lane, { happenedAt }: WaitingWelcome, laterMs: number): boolean {
  return clocks.business.now() + laterMs - happenedAt <= CODE_LIFE_MS + ROUNDING_MS
}

interface TextInput {
  readonly settings: WelcomeSettings
  readonly welcome: WaitingWelcome
  readonly text: string
}

async function textFor({ asker }: Lane, { settings, welcome, text }: TextInput): Promise<string> {
  const { externalUserId, userId } = welcome
  const nickname = needsName(text, '客户昵称') ? await asker.nickname({ corp: settings.corp, externalUserId }) : undefined
  return filledText(text, { nickname, staff: settings.staff.get(userId) })
}

/** Not waited for: the next can be sent meanwhile. */
function note(lane: Lane, ended: Ended): void {
  lane.ended.push(ended)
  noteAll(lane).catch((error: unknown) => lane.handles.log.error({ error: String(error) }, 'outcomes of welcomes could not be noted'))
}

/** Until all is written, what is being written too. */
async function noteAll(lane: Lane): Promise<void> {
  while (lane.ended.length > 0 || lane.noting !== undefined) {
    lane.noting ??= pause(NOTE_EVERY_MS)
      .then(() => noteSome(lane))
      .finally(() => {
        lane.noting = undefined
      })
    await lane.noting
  }
}

/** What could not be written is tried again with the next; if it never is, the claims run out and they end as unknown. */
async function noteSome(lane: Lane): Promise<void> {
  const batch = lane.ended.splice(0)
  try {
    await noteOutcomes(lane.handles, batch)
  } catch (error) {
    lane.ended.unshift(...batch)
    throw error
  }
  // What fails here is made good by the news of the add.
  const welcomed = batch.flatMap(({ welcome, rule }) => (rule ? [{ welcome, rule }] : []))
  await tagWelcomed(lane.handles, welcomed).catch((error: unknown) =>
    lane.handles.log.error({ error: String(error) }, 'newcomers could not be tagged at once'),
  )
}
