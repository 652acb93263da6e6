/** Tags in the local WeChat and here: shown there, taken from there, both; refusals, deletions, merges, erasures. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { newPeople } from '../../../events/testing.ts'
import { changeTagMarks, mergePeople, personsOfAtoms, tagsOfPersons } from '../../../identity/index.ts'
import { createTag, unmerge } from '../../../identity/testing.ts'
import { channelsPersonData } from '../../person-data.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { remarkContact } from '../contacts/contract.ts'
import { deleteTagLink, listCorpTags, previewTagLink, putTagLink, refreshCorpTags, retryTagLink, type TagDirection } from './contract.ts'
import { runTags } from './run.ts'

let world: World
let channel: ChannelWorld
let made = 0
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 3, customers: 60, wecomShare: 0 } })
})
beforeEach(async () => {
  for (const table of ['channels_wecom_tag_links', 'channels_wecom_tag_marks'])
    await sql`delete from ${sql.table(table)} where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
})
afterAll(() => channel.close())

const owner = () => channel.server.as('owner', { workspace: channel.workspace })
const run = () => runTags(world.handles, { wecom: channel.wecom, everything: true })

async function newTag(kind: 'manual' | 'rule' = 'manual'): Promise<{ id: string; name: string }> {
  const name = `标签${++made}`
  const more = { groupId: null, dimension: undefined, description: '', color: 'blue', by: 'test' } as const
  return { id: String((await createTag(world.handles, { workspaceId: channel.workspace.id, name, kind, ...more })).id), name }
}

interface Pair {
  readonly customer: string
  readonly userId: string
  readonly external: string
  readonly atom: number
}

/** A customer adds members, and the register knows. */
async function contact(places: readonly number[] = [0]): Promise<Pair[]> {
  const customer = channel.customers[taken++] ?? ''
  for (const place of places) channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[place] })
  await channel.settle()
  const { rows } = await sql<{ user_id: string; external_user_id: string; atom: number }>`
    select user_id, external_user_id, atom from channels_wecom_relations where corp_id = ${channel.corp.corpId}
    order by atom desc, user_id limit ${places.length}`.execute(world.handles.db)
  return rows.map((row) => ({ customer, userId: row.user_id, external: row.external_user_id, atom: row.atom }))
}

async function mark(tagId: string, atom: number, has: boolean): Promise<void> {
  const change = { workspaceId: channel.workspace.id, tagId: Number(tagId), cause: 'request', by: 'test', at: new Date() } as const
  await inTransaction(world.handles.db, (tx) => changeTagMarks(tx, { ...change, add: has ? [atom] : [], remove: has ? [] : [atom] }))
}

/** Names of the tags of the person of an atom. */
async function tagsHere(atom: number): Promise<string[]> {
  const { rows } = await sql<{
    person: number
  }>`select coalesce((select person from identity_members where atom = ${atom}), ${atom}) as person`.execute(world.handles.db)
  const person = rows[0]?.person ?? 0
  const tags = await tagsOfPersons(world.handles.db, { workspaceId: channel.workspace.id, persons: [person] })
  return (tags.get(person) ?? []).map(({ name, cause }) => `${name} ${cause}`)
}

/** Names of the corp tags that the pair bears in the local WeChat. */
function tagsThere({ userId, external }: Pair): string[] {
  return channel.sandbox.world.store
    .all<{ name: string }>(
      `select tags.name from contact_tags mark join tags on tags.corp_id = mark.corp_id and tags.tag_id = mark.tag_id
       where mark.corp_id = ? and mark.user_id = ? and mark.external_userid = ? and tags.deleted = 0 order by tags.name`,
      [channel.corp.corpId, userId, external],
    )
    .map(({ name }) => name)
}

function staffMark({ userId, customer }: Pair, change: { addTags?: string[]; removeTags?: string[]; remark?: string }): void {
  channel.act(`staff:${userId}`, 'editCustomer', { customerId: customer, ...change })
}

async function link(tagId: string, direction: TagDirection, rest: object = { groupName: '留池' }) {
  return (await owner()).call(putTagLink, { params: { corpId: channel.corp.corpId, tagId }, body: { direction, ...rest } })
}

const shown = async () => (await owner()).call(listCorpTags, { params: { corpId: channel.corp.corpId } })
const linkOf = async (tagId: string) => (await shown()).links.find((one) => one.tagId === tagId)

/** Calls of an interface so far, from the budget's rows. */
async function callsOf(api: string): Promise<number> {
  const { rows } = await sql<{ calls: number }>`select coalesce(sum(calls), 0)::integer as calls from channels_wecom_calls
    where corp_id = ${channel.corp.corpId} and api = ${`externalcontact/${api}`}`.execute(world.handles.db)
  return rows[0]?.calls ?? 0
}

describe('shown in WeCom', () => {
  test('a corp tag is made; who has the tag is marked for every member, and unmarked with it', async () => {
    const tag = await newTag()
    const [first, second] = await contact([0, 1])
    const [other] = await contact()
    if (!first || !second || !other) throw new Error('no contacts')
    await mark(tag.id, first.atom, true)
    const written = await link(tag.id, 'out')
    expect(written).toMatchObject({ corpTagName: tag.name, groupName: '留池', direction: 'out' })
    await run()
    expect([first, second, other].map(tagsThere)).toEqual([[tag.name], [tag.name], []])
    expect(await linkOf(tag.id)).toMatchObject({ state: 'done', marked: 2, pending: 0, failed: [] })
    const calls = await callsOf('mark_tag')
    expect(await run()).toBe(0)
    expect(await callsOf('mark_tag')).toBe(calls)
    await mark(tag.id, first.atom, false)
    await run()
    expect([first, second].map(tagsThere)).toEqual([[], []])
    expect(await linkOf(tag.id)).toMatchObject({ marked: 0 })
  })

  test('who is added later is marked, and what staff take off comes back', async () => {
    const tag = await newTag()
    const { corpTagId } = await link(tag.id, 'out')
    const [pair] = await contact()
    if (!pair) throw new Error('no contact')
    await mark(tag.id, pair.atom, true)
    await run()
    staffMark(pair, { removeTags: [corpTagId] })
    await channel.settle()
    expect(tagsThere(pair)).toEqual([])
    await run()
    expect(tagsThere(pair)).toEqual([tag.name])
    expect(await tagsHere(pair.atom)).toEqual([`${tag.name} request`])
  })

  test('a tag that a rule puts on may be shown, but not taken from there', async () => {
    const tag = await newTag('rule')
    expect(await link(tag.id, 'out')).toMatchObject({ direction: 'out', tagKind: 'rule' })
    const params = { corpId: channel.corp.corpId, tagId: tag.id }
    for (const direction of ['in', 'both'])
      expect(await (await owner()).reply(putTagLink, { params, body: { direction, groupName: '留池' } })).toMatchObject({
        status: 409,
        error: { code: 'identity.tag_not_manual' },
      })
  })
})

describe('taken from WeCom', () => {
  test('marks of staff become tags, by whom, and go with the last of them', async () => {
    const tag = await newTag()
    const { corpTagId } = await link(tag.id, 'in')
    const [first, second] = await contact([0, 1])
    if (!first || !second) throw new Error('no contacts')
    const calls = await callsOf('mark_tag')
    staffMark(first, { addTags: [corpTagId] })
    staffMark(second, { addTags: [corpTagId] })
    await channel.settle()
    await run()
    expect(await tagsHere(first.atom)).toEqual([`${tag.name} staff`])
    staffMark(first, { removeTags: [corpTagId] })
    await channel.settle()
    await run()
    expect(await tagsHere(first.atom)).toEqual([`${tag.name} staff`])
    staffMark(second, { removeTags: [corpTagId] })
    await channel.settle()
    await run()
    expect(await tagsHere(first.atom)).toEqual([])
    expect(await callsOf('mark_tag')).toBe(calls)
    expect(await run()).toBe(0)
  })
})

describe('both ways', () => {
  test('whichever side changed last counts, and our own marks do not come back', async () => {
    const tag = await newTag()
    const { corpTagId } = await link(tag.id, 'both')
    const [first, second] = await contact([0, 1])
    if (!first || !second) throw new Error('no contacts')
    await mark(tag.id, first.atom, true)
    await run()
    expect([first, second].map(tagsThere)).toEqual([[tag.name], [tag.name]])
    // An edit of the member has the pair fetched, with our mark in it.
    staffMark(first, { remark: '老客' })
    await channel.settle()
    expect(await run()).toBe(0)
    expect(await tagsHere(first.atom)).toEqual([`${tag.name} request`])
    // Staff take it off for one of the pairs: off here, and off for the other.
    staffMark(second, { removeTags: [corpTagId] })
    await channel.settle()
    await run()
    expect(await tagsHere(first.atom)).toEqual([])
    expect([first, second].map(tagsThere)).toEqual([[], []])
    // Staff put it on: on here, and on for the other.
    staffMark(first, { addTags: [corpTagId] })
    await channel.settle()
    await run()
    expect(await tagsHere(first.atom)).toEqual([`${tag.name} staff`])
    expect([first, second].map(tagsThere)).toEqual([[tag.name], [tag.name]])
    await mark(tag.id, first.atom, false)
    await run()
    expect([first, second].map(tagsThere)).toEqual([[], []])
    expect(await run()).toBe(0)
  })

  test('a merge with somebody who has the tag shows it on the contact, the un-merge takes it back', async () => {
    const tag = await newTag()
    await link(tag.id, 'both')
    const [pair] = await contact()
    if (!pair) throw new Error('no contact')
    const workspaceId = channel.workspace.id
    const [buyer = 0] = await newPeople(world.handles, { workspaceId, count: 1 })
    await mark(tag.id, buyer, true)
    await run()
    expect(tagsThere(pair)).toEqual([])
    const merged = await mergePeople(world.handles, { workspaceId, a: pair.atom, b: buyer, cause: 'request', by: 'test', evidence: '' })
    await run()
    expect(tagsThere(pair)).toEqual([tag.name])
    const person = (await personsOfAtoms(world.handles.db, { workspaceId, atoms: [buyer] })).get(buyer) ?? buyer
    await unmerge(world.handles, { workspaceId, person, mergeId: merged.mergeId ?? 0, by: 'test' })
    await run()
    expect(tagsThere(pair)).toEqual([])
    expect(await tagsHere(buyer)).toEqual([`${tag.name} request`])
    expect(await run()).toBe(0)
  })
})

describe('what goes wrong', () => {
  test('a corp tag that is deleted rests: nothing is said, what people have stays; made again it is shown again', async () => {
    const tag = await newTag()
    const [pair] = await contact()
    if (!pair) throw new Error('no contact')
    await mark(tag.id, pair.atom, true)
    channel.act(`staff:${channel.staff[0]}`, 'makeTag', { group: '门店', name: tag.name })
    await channel.settle()
    await run()
    const { groups } = await shown()
    const corpTagId = groups.find(({ name }) => name === '门店')?.tags.find(({ name }) => name === tag.name)?.id ?? ''
    await link(tag.id, 'both', { corpTagId })
    await run()
    expect(tagsThere(pair)).toEqual([tag.name])
    channel.act(`staff:${channel.staff[0]}`, 'deleteTag', { id: corpTagId })
    await channel.settle()
    await run()
    expect(await linkOf(tag.id)).toMatchObject({ state: 'corp_tag_deleted', pending: 0 })
    expect(await tagsHere(pair.atom)).toEqual([`${tag.name} request`])
    expect(await link(tag.id, 'both')).toMatchObject({ direction: 'both', groupName: '留池' })
    await run()
    expect(tagsThere(pair)).toEqual([tag.name])
  })

  test('what WeCom refuses for good is told with its reason, and tried again when asked to', async () => {
    const tag = await newTag()
    const { corpTagId } = await link(tag.id, 'out')
    const [pair] = await contact()
    if (!pair) throw new Error('no contact')
    await mark(tag.id, pair.atom, true)
    const { store } = channel.sandbox.world
    store.run('update tags set deleted = 1 where tag_id = ?', [corpTagId])
    await run()
    expect(await linkOf(tag.id)).toMatchObject({ state: 'failed', failed: [{ reason: expect.stringContaining('40068'), pairs: 1 }] })
    store.run('update tags set deleted = 0 where tag_id = ?', [corpTagId])
    const params = { corpId: channel.corp.corpId, tagId: tag.id }
    expect(await (await owner()).call(retryTagLink, { params })).toEqual({ pairs: 1 })
    await run()
    expect(tagsThere(pair)).toEqual([tag.name])
    expect(await linkOf(tag.id)).toMatchObject({ state: 'done', marked: 1 })
  })

  test('links are refused by name', async () => {
    const [one, two] = [await newTag(), await newTag()]
    const { corpTagId } = await link(one.id, 'out')
    const caller = await owner()
    const put = (tagId: string, body: object) =>
      caller.reply(putTagLink, { params: { corpId: channel.corp.corpId, tagId }, body: { direction: 'out', ...body } })
    expect(await put(two.id, { corpTagId })).toMatchObject({ status: 409, error: { code: 'channels.corp_tag_taken' } })
    expect(await put(two.id, { corpTagId: 'etNone' })).toMatchObject({ status: 404, error: { code: 'channels.corp_tag_unknown' } })
    expect(await put(two.id, { groupId: 'etNone' })).toMatchObject({ status: 404, error: { code: 'channels.corp_tag_unknown' } })
    expect(await put('999999', { groupName: '留池' })).toMatchObject({ status: 404, error: { code: 'platform.not_found' } })
    expect(await put(two.id, {})).toMatchObject({ status: 400, error: { details: { field: 'corpTagId' } } })
    expect(await put(two.id, { groupName: '留池', name: '长'.repeat(31) })).toMatchObject({ status: 400 })
    const params = { corpId: channel.corp.corpId, tagId: one.id }
    expect(await caller.call(deleteTagLink, { params })).toEqual({ deleted: true })
    expect(await caller.reply(deleteTagLink, { params })).toMatchObject({ status: 404, error: { code: 'channels.tag_link_unknown' } })
    const guide = await channel.server.as('analyst', { workspace: channel.workspace })
    expect(await guide.reply(putTagLink, { params, body: { direction: 'out', groupName: '留池' } })).toMatchObject({ status: 403 })
  })

  test('a preview counts what both sides would get and lose', async () => {
    const tag = await newTag()
    const { corpTagId } = await link(tag.id, 'in')
    const [first] = await contact([0, 1])
    const [second] = await contact()
    if (!first || !second) throw new Error('no contacts')
    await mark(tag.id, first.atom, true)
    staffMark(second, { addTags: [corpTagId] })
    await channel.settle()
    const caller = await owner()
    const preview = (direction: TagDirection, corpTag: string | null) =>
      caller.call(previewTagLink, { params: { corpId: channel.corp.corpId, tagId: tag.id }, body: { direction, corpTagId: corpTag } })
    expect(await preview('out', corpTagId)).toEqual({ marked: 2, unmarked: 1, tagged: 0 })
    expect(await preview('both', corpTagId)).toEqual({ marked: 2, unmarked: 0, tagged: 1 })
    expect(await preview('in', corpTagId)).toEqual({ marked: 0, unmarked: 0, tagged: 1 })
    expect(await preview('out', null)).toEqual({ marked: 2, unmarked: 0, tagged: 0 })
    // What was told since the pairs were fetched counts.
    await link(tag.id, 'both', { corpTagId })
    await run()
    expect(await preview('out', corpTagId)).toEqual({ marked: 0, unmarked: 0, tagged: 0 })
  })
})

test('the register is the platform’s list, and says how many of the 3,000 there are', async () => {
  channel.act(`staff:${channel.staff[0]}`, 'makeTag', { group: '等级', name: `金${++made}` })
  const params = { corpId: channel.corp.corpId }
  const listed = await (await owner()).call(refreshCorpTags, { params })
  const count = channel.sandbox.world.store.get<{ n: number }>('select count(*) as n from tags where corp_id = ? and deleted = 0', [
    channel.corp.corpId,
  ])?.n
  expect(listed).toMatchObject({ used: count, limit: 3_000, listedAt: expect.any(String), listError: null })
  expect(listed.groups.map(({ name }) => name)).toContain('等级')
})

test('who is erased leaves nothing behind, and a pair that ended neither', async () => {
  const tag = await newTag()
  await link(tag.id, 'out')
  const [gone] = await contact()
  const [left] = await contact()
  if (!gone || !left) throw new Error('no contacts')
  for (const { atom } of [gone, left]) await mark(tag.id, atom, true)
  await run()
  const rows = async () =>
    (await sql`select 1 from channels_wecom_tag_marks where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)).rows
  expect(await rows()).toHaveLength(2)
  const { signal } = new AbortController()
  const erasure = { erasureId: '1', workspaceId: channel.workspace.id, atoms: [gone.atom], signal }
  async function* nobody() {}
  await channelsPersonData.erase(world.handles, { ...erasure, identifiers: nobody() })
  await run()
  expect(await rows()).toHaveLength(1)
  channel.act(`staff:${left.userId}`, 'deleteCustomer', { customerId: left.customer })
  await channel.settle()
  await run()
  expect(await rows()).toHaveLength(0)
})

test('a remark is written for the member, read back, and refused for who is no contact', async () => {
  const [pair] = await contact()
  if (!pair) throw new Error('no contact')
  const params = { corpId: channel.corp.corpId, userId: pair.userId, externalUserId: pair.external }
  const caller = await owner()
  const answer = await caller.call(remarkContact, {
    params,
    body: { remark: '老客王姐', description: '喜欢红茶', phones: ['13800000000'] },
  })
  expect(answer).toEqual({ readBack: true, remark: '老客王姐', description: '喜欢红茶' })
  const row = channel.sandbox.world.store.get<{ remark: string; remark_mobiles: string }>(
    'select remark, remark_mobiles from contacts where user_id = ? and external_userid = ?',
    [pair.userId, pair.external],
  )
  expect(row).toEqual({ remark: '老客王姐', remark_mobiles: '["13800000000"]' })
  expect(await caller.call(remarkContact, { params, body: { phones: [] } })).toMatchObject({ remark: '老客王姐' })
  const none = { ...params, userId: channel.staff[2] ?? '' }
  expect(await caller.reply(remarkContact, { params: none, body: { remark: 'x' } })).toMatchObject({
    status: 409,
    error: { code: 'channels.not_a_contact' },
  })
  for (const body of [{}, { remark: '长'.repeat(21) }, { description: '长'.repeat(151) }, { phones: ['call me'] }])
    expect(await caller.reply(remarkContact, { params, body })).toMatchObject({ status: 400 })
})
