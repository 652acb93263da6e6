/** How a quota stands: pure. */
import type { Quota, QuotaLimits, QuotaSubject } from './contract.ts'
import type { Found } from './found.ts'
import type { QuotaName, QuotaState } from './names.ts'

/** WW:97299: the platform warns below this many units. */
const LOW_UNITS = 20

const UNITS = {
  receive_slots: 'people',
  corp_tags: 'tags',
  contact_ways: 'codes',
  acquisition: 'units',
  calls_hour: 'calls',
  calls_minute: 'calls',
  mass_tasks: 'tasks',
  staff_contacts: 'contacts',
  staff_adds: 'contacts',
} as const satisfies Readonly<Record<QuotaName, Quota['unit']>>

/** Which of the workspace's own limits a quota is held against. */
const OWN_LIMITS: Partial<Readonly<Record<QuotaName, Exclude<keyof QuotaLimits, 'nearPercent'>>>> = {
  mass_tasks: 'massTasksPerStaffADay',
  staff_contacts: 'contactsPerStaff',
  staff_adds: 'newContactsPerStaffADay',
}

/** Without a limit, or where there is nothing to use, all is well. */
export function quotaState({ used, limit, nearPercent }: { used: number; limit: number | null; nearPercent: number }): QuotaState {
  if (limit === null || limit <= 0) return 'fine'
  if (used >= limit) return 'full'
  return used * 100 >= limit * nearPercent ? 'near' : 'fine'
}

/** A balance is bought anew: what is left counts, not the share of what was ever bought. */
function unitsState({ used, limit }: { used: number; limit: number }): QuotaState {
  const left = limit - used
  if (limit === 0) return 'fine'
  return left <= 0 ? 'full' : left < LOW_UNITS ? 'near' : 'fine'
}

export type Standing = Pick<Quota, 'used' | 'limit' | 'unit' | 'state' | 'limitFrom' | 'subjects' | 'near' | 'full' | 'slots' | 'expiries'>

export function standingOf(found: Found, limits: QuotaLimits): Standing {
  const own = OWN_LIMITS[found.quota]
  const limit = own === undefined ? found.limit : limits[own]
  const { nearPercent } = limits
  const subjects = (found.subjects ?? []).map(
    (one): QuotaSubject => ({ ...one, limit, state: quotaState({ used: one.used, limit, nearPercent }) }),
  )
  const isUnits = found.quota === 'acquisition' && limit !== null
  return {
    used: found.used,
    limit,
    unit: UNITS[found.quota],
    state: isUnits ? unitsState({ used: found.used, limit }) : quotaState({ used: found.used, limit, nearPercent }),
    limitFrom: own === undefined ? 'platform' : 'settings',
    subjects,
    near: subjects.filter(({ state }) => state === 'near').length,
    full: subjects.filter(({ state }) => state === 'full').length,
    slots: [...(found.slots ?? [])],
    expiries: [...(found.expiries ?? [])],
  }
}

/** Of what was never found, or is too old to be believed. */
export function unknownStanding(quota: QuotaName): Standing {
  const limitFrom = OWN_LIMITS[quota] === undefined ? 'platform' : 'settings'
  return {
    used: null,
    limit: null,
    unit: UNITS[quota],
    state: 'unknown',
    limitFrom,
    subjects: [],
    near: 0,
    full: 0,
    slots: [],
    expiries: [],
  }
}
