/** Welcomes in a working process. */
import { pause } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../../platform/lifecycle/loop.ts'
import type { CallbackIntake } from '../callbacks/intake.ts'
import type { WelcomeLane } from './lane.ts'
import { noteLost } from './note.ts'
import { blankCodes, sweepWelcomes } from './queue.ts'
import { sweepDeletedRules } from './rules.ts'

/** For codes that another process took in. */
const LOOK_EVERY_MS = 250
/** In a rush those of so long are taken together. */
const GATHER_MS = 30
const LOST_EVERY_MS = 30_000
const BLANK_EVERY_MS = 60_000
const SWEEP_EVERY_MS = 10 * 60_000

export function startWelcomes(handles: Handles, { lane, intake }: { lane: WelcomeLane; intake: CallbackIntake }): Loop[] {
  const { log } = handles
  const round = async (signal: AbortSignal) => {
    if ((await lane.round()) > 0) await pause(GATHER_MS, signal)
  }
  const sending = startLoop({ name: 'wecom welcomes', everyMs: LOOK_EVERY_MS, log, step: round })
  intake.onStored(sending.wake)
  lane.onRoom(sending.wake)
  return [
    {
      wake: sending.wake,
      stop: async () => {
        await sending.stop()
        await lane.rest()
      },
    },
    startLoop({ name: 'lost wecom welcomes', everyMs: LOST_EVERY_MS, log, step: () => noteLost(handles) }),
    startLoop({ name: 'used wecom welcome codes', everyMs: BLANK_EVERY_MS, log, step: () => blankCodes(handles) }),
    startLoop({ name: 'wecom welcome sweep', everyMs: SWEEP_EVERY_MS, log, step: () => sweepAll(handles) }),
  ]
}

async function sweepAll(handles: Handles): Promise<void> {
  await sweepWelcomes(handles)
  await sweepDeletedRules(handles)
}
