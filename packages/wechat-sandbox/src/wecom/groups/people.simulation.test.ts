/** People do whatever comes to their mind; afterwards the platform's answers agree with a plain account of what they did. */
import { afterEach, expect, test } from 'vitest'
import { seededRandom } from '../../random.ts'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { DeedRefused } from '../../verb.ts'

const DEEDS = 600
/** Deeds a second apart make every callback one of its kind: a delivery repeated on a slow day is told from a second event. */
const APART_MS = 1_000
const SEEDS = [3, 11, 2026]
const PATH = '/cgi-bin/externalcontact'

interface Account {
  /** 'userId customerId' → does the customer still have the staff member too? */
  readonly contacts: Map<string, boolean>
  /** 'chatId customerId' */
  readonly members: Set<string>
  /** Callbacks that must come, by ChangeType and UpdateDetail. */
  readonly told: Map<string, number>
}

let box: TestSandbox
let staff: string[]
let customers: string[]
let groups: { chatId: string; owner: string }[]

afterEach(() => box.close())

async function openWith(seed: number): Promise<void> {
  box = await openTestSandbox({ plan: { seed, staff: 4, customers: 12, groups: 3 } })
  staff = (box.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (box.answer.customers as { id: string }[]).map((one) => one.id)
  groups = box.answer.groups as typeof groups
}

interface Deed {
  readonly actor: string
  readonly verb: string
  readonly input: object
  /** Whether the world must let it happen. */
  readonly allowed: boolean
  /** Writes it into the account. */
  write(): void
}

/** What anybody might do next. */
function deedsNow(account: Account, random: ReturnType<typeof seededRandom>): Deed[] {
  const userId = random.pick(staff)
  const customerId = random.pick(customers)
  const { chatId, owner } = random.pick(groups)
  const customer = `customer:${customerId}`
  const pair = `${userId} ${customerId}`
  const member = `${chatId} ${customerId}`
  const tell = (what: string) => account.told.set(what, (account.told.get(what) ?? 0) + 1)
  const isContact = account.contacts.has(pair)
  const isMutual = account.contacts.get(pair) === true
  const isMember = account.members.has(member)
  const add = () => {
    if (!isMutual) tell('add_external_contact')
    account.contacts.set(pair, true)
  }
  const isLeft = () => {
    account.contacts.set(pair, false)
    tell('del_follow_user')
  }
  const isDropped = () => {
    account.contacts.delete(pair)
    tell('del_external_contact')
  }
  const join = () => {
    if (!isMember) tell('update add_member')
    account.members.add(member)
  }
  const quit = () => {
    account.members.delete(member)
    tell('update del_member')
  }
  return [
    { actor: customer, verb: 'addStaff', input: { userId }, allowed: true, write: add },
    { actor: customer, verb: 'deleteStaff', input: { userId }, allowed: isMutual, write: isLeft },
    { actor: `staff:${userId}`, verb: 'deleteCustomer', input: { customerId }, allowed: isContact, write: isDropped },
    { actor: customer, verb: 'joinGroup', input: { chatId }, allowed: true, write: join },
    { actor: customer, verb: 'leaveGroup', input: { chatId }, allowed: isMember, write: quit },
    { actor: `staff:${owner}`, verb: 'kick', input: { chatId, customerId }, allowed: isMember, write: quit },
  ]
}

/** Does one deed; the world must allow exactly what the account says it may. */
function live(account: Account, random: ReturnType<typeof seededRandom>): void {
  const { actor, verb, input, allowed, write } = random.pick(deedsNow(account, random))
  try {
    box.act(actor, verb, input)
  } catch (error) {
    if (!(error instanceof DeedRefused)) throw error
    expect(allowed, `${actor} ${verb}: ${error.message}`).toBe(false)
    return
  }
  expect(allowed, `${actor} ${verb}`).toBe(true)
  write()
}

async function contactsByApi(): Promise<string[]> {
  const sql = 'select customer_id as id from external_ids where external_user_id = ?'
  const found: string[] = []
  for (const userId of staff) {
    const { external_userid = [] } = await box.call<{ external_userid?: string[] }>(`${PATH}/list?userid=${userId}`)
    for (const one of external_userid) found.push(`${userId} ${box.world.store.get<{ id: string }>(sql, [one])?.id}`)
  }
  return found.sort()
}

async function membersByApi(): Promise<string[]> {
  const sql = 'select customer_id as id from external_ids where external_user_id = ?'
  const found: string[] = []
  for (const { chatId } of groups) {
    const { group_chat: chat } = await box.call<{ group_chat: { member_list: { userid: string; type: number }[] } }>(
      `${PATH}/groupchat/get`,
      { chat_id: chatId },
    )
    for (const one of chat.member_list.filter((member) => member.type === 2)) {
      found.push(`${chatId} ${box.world.store.get<{ id: string }>(sql, [one.userid])?.id}`)
    }
  }
  return found.sort()
}

test.each(SEEDS)('seed %i: contacts, members and callbacks agree with what people did', async (seed) => {
  await openWith(seed)
  const random = seededRandom(seed)
  const account: Account = { contacts: new Map(), members: new Set(), told: new Map() }
  const events = new Map<string, string>()
  for (let deed = 0; deed < DEEDS; deed += 1) {
    live(account, random)
    box.advance(APART_MS)
    if (deed % 50 < 49) continue
    for (const one of await box.callbacks()) events.set(JSON.stringify(one), [one.ChangeType, one.UpdateDetail].filter(Boolean).join(' '))
  }
  const heard = new Map<string, number>()
  for (const what of events.values()) heard.set(what, (heard.get(what) ?? 0) + 1)
  expect(Object.fromEntries([...heard].sort())).toEqual(Object.fromEntries([...account.told].sort()))
  expect(await contactsByApi()).toEqual([...account.contacts.keys()].sort())
  expect(await membersByApi()).toEqual([...account.members].sort())
})
