/** The figures of the pool over HTTP. */
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { callerOf, EVENTS_SOURCE } from '../../events/index.ts'
import { readPool, readPoolPeople } from './contract.ts'
import { readReachable } from './reachable.ts'
import { type ReachedQuestion, readReached, readReachedPeople } from './reached.ts'
import { poolWords } from './words.ts'

const IDENTITY_SOURCE = 'identity'
const CONSENT_SOURCE = 'identity, consents'

export function poolRoutes(): Binding[] {
  return [bind(readPool, answerPool), bind(readPoolPeople, (call) => readReachedPeople(callerOf(call), reachedQuestion(call), call.body))]
}

function reachedQuestion(call: Call<typeof readPool> | Call<typeof readPoolPeople>): ReachedQuestion {
  const { id: workspaceId, timeZone } = call.workspace
  return { workspaceId, timeZone, now: call.handles.clocks.business.now() }
}

async function answerPool(call: Call<typeof readPool>) {
  const question = reachedQuestion(call)
  const [{ pool, reachedOnce }, { people, value, byChannel }] = await Promise.all([
    readReached(callerOf(call), question),
    readReachable(call.handles.db, question),
  ])
  return {
    people: { value: people, countedAs: poolWords.people, source: IDENTITY_SOURCE },
    pool: { ...pool, countedAs: poolWords.pool, source: EVENTS_SOURCE },
    reachedOnce: { ...reachedOnce, countedAs: poolWords.reachedOnce, source: EVENTS_SOURCE },
    reachableNow: { value, byChannel, countedAs: poolWords.reachableNow, source: CONSENT_SOURCE },
    computedAt: new Date(question.now).toISOString(),
  }
}
