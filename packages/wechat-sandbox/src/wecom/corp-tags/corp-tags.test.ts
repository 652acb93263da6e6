import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = '/cgi-bin/externalcontact'
const SETTLED_MS = 6_000

let box: TestSandbox
let userId: string
let customerId: string

interface Group {
  group_id: string
  group_name: string
  order: number
  deleted?: boolean
  tag: { id: string; name: string; order: number; deleted?: boolean }[]
}

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 2, customers: 2 } })
  userId = (box.answer.staff as { userId: string }[])[0]?.userId ?? ''
  customerId = (box.answer.customers as { id: string }[])[0]?.id ?? ''
})
afterEach(() => box.close())

async function make(group_name: string, names: string[]): Promise<Group> {
  const made = await box.call<{ tag_group: Group }>(`${PATH}/add_corp_tag`, { group_name, tag: names.map((name) => ({ name })) })
  expect(made.errcode).toBe(0)
  return made.tag_group
}

async function list(body: object = {}): Promise<Group[]> {
  return (await box.call<{ tag_group: Group[] }>(`${PATH}/get_corp_tag_list`, body)).tag_group
}

test('an existing group takes more tags, equal names make one, and calls tell nobody', async () => {
  const first = await make('渠道', ['海报', '包裹卡', '海报'])
  expect(first.tag.map((tag) => tag.name)).toEqual(['海报', '包裹卡'])
  const second = await make('渠道', ['海报', '门店'])
  expect(second.group_id).toBe(first.group_id)
  const [group, ...others] = await list()
  expect(others).toEqual([])
  expect(group?.tag.map((tag) => tag.name)).toEqual(['海报', '包裹卡', '门店'])
  expect(await box.callbacks()).toEqual([])
})

test('the larger order comes first; ids narrow the list, groups win over tags', async () => {
  const made = await box.call<{ tag_group: Group }>(`${PATH}/add_corp_tag`, {
    group_name: '等级',
    order: 5,
    tag: [
      { name: '银', order: 1 },
      { name: '金', order: 2 },
    ],
  })
  const other = await make('渠道', ['海报'])
  expect((await list()).map((group) => group.group_name)).toEqual(['等级', '渠道'])
  expect((await list())[0]?.tag.map((tag) => tag.name)).toEqual(['金', '银'])
  const silver = made.tag_group.tag.find((tag) => tag.name === '银')?.id
  expect((await list({ tag_id: [silver] })).map((group) => group.tag.map((tag) => tag.name))).toEqual([['银']])
  expect((await list({ tag_id: [silver], group_id: [other.group_id] })).map((group) => group.group_name)).toEqual(['渠道'])
})

test('names have bounds, edits may not double a name, unknown ids are refused', async () => {
  const group = await make('渠道', ['海报', '门店'])
  const [poster, store] = group.tag
  expect((await box.call(`${PATH}/add_corp_tag`, { group_name: '长'.repeat(31), tag: [{ name: 'a' }] })).errcode).toBe(40072)
  expect((await box.call(`${PATH}/add_corp_tag`, { group_id: 'etNone', tag: [{ name: 'a' }] })).errcode).toBe(40068)
  expect((await box.call(`${PATH}/edit_corp_tag`, { id: poster?.id, name: '门店' })).errcode).toBe(40071)
  expect((await box.call(`${PATH}/edit_corp_tag`, { id: store?.id, name: '旗舰店', order: 9 })).errcode).toBe(0)
  expect((await list())[0]?.tag.map((tag) => tag.name)).toEqual(['旗舰店', '海报'])
  expect((await box.call(`${PATH}/edit_corp_tag`, { id: 'etNone', name: 'x' })).errcode).toBe(40068)
})

test('the last tag takes its group along, and deleted ones show only when asked for by id', async () => {
  const group = await make('渠道', ['海报'])
  expect((await box.call(`${PATH}/del_corp_tag`, { tag_id: [group.tag[0]?.id] })).errcode).toBe(0)
  expect(await list()).toEqual([])
  expect(await list({ group_id: [group.group_id] })).toMatchObject([{ deleted: true, tag: [{ name: '海报', deleted: true }] }])
  const anew = await make('渠道', ['海报'])
  expect(anew.group_id).not.toBe(group.group_id)
})

test('a corp has 3,000 tags, and the call that would pass it leaves nothing behind', async () => {
  const names = Array.from({ length: 2_999 }, (_, index) => `t${index}`)
  await make('多', names)
  const refused = await box.call(`${PATH}/add_corp_tag`, { group_name: '再多', tag: [{ name: 'a' }, { name: 'b' }] })
  expect(refused.errcode).toBe(40126)
  expect((await list()).map((group) => group.group_name)).toEqual(['多'])
  await make('再多', ['a'])
})

test('marks belong to one staff member’s relation and go with the tag', async () => {
  const group = await make('渠道', ['海报', '门店'])
  const [poster, store] = group.tag.map((tag) => tag.id)
  box.act(`customer:${customerId}`, 'addStaff', { userId })
  const [heard] = await box.callbacks()
  const external = String(heard?.ExternalUserID)
  box.advance(SETTLED_MS)
  const pair = { userid: userId, external_userid: external }
  expect((await box.call(`${PATH}/mark_tag`, { ...pair, add_tag: [poster, store] })).errcode).toBe(0)
  expect((await box.call(`${PATH}/mark_tag`, { ...pair, add_tag: ['etNone'] })).errcode).toBe(40068)
  expect((await box.call(`${PATH}/mark_tag`, pair)).errcode).toBe(40058)
  const tags = async () => {
    const got = await box.call<{ follow_user: { tags: { tag_name: string; group_name: string; type: number }[] }[] }>(
      `${PATH}/get?external_userid=${external}`,
    )
    return got.follow_user[0]?.tags
  }
  expect(await tags()).toMatchObject([
    { tag_name: '海报', group_name: '渠道', type: 1 },
    { tag_name: '门店', type: 1 },
  ])
  await box.call(`${PATH}/mark_tag`, { ...pair, remove_tag: [poster] })
  expect((await tags())?.map((tag) => tag.tag_name)).toEqual(['门店'])
  await box.call(`${PATH}/del_corp_tag`, { group_id: [group.group_id] })
  expect(await tags()).toEqual([])
})

test('the console tells of every change, and what it made no app may change', async () => {
  box.act(`staff:${userId}`, 'makeTag', { group: '等级', name: '金' })
  const made = await box.callbacks()
  const madeGroup = made.find((one) => one.TagType === 'tag_group')
  const madeTag = made.find((one) => one.TagType === 'tag')
  expect(madeGroup).toMatchObject({ Event: 'change_external_tag', ChangeType: 'create', TagType: 'tag_group' })
  expect(madeTag).toMatchObject({ Event: 'change_external_tag', ChangeType: 'create', TagType: 'tag' })
  const tagId = String(madeTag?.Id)
  expect((await box.call(`${PATH}/edit_corp_tag`, { id: tagId, name: '白金' })).errcode).toBe(81011)
  expect((await box.call(`${PATH}/del_corp_tag`, { tag_id: [tagId] })).errcode).toBe(81011)
  box.act(`staff:${userId}`, 'makeTag', { group: '等级', name: '银' })
  const [silver] = await box.callbacks()
  box.act(`staff:${userId}`, 'shuffleTags', { groupId: madeGroup?.Id, tagIds: [silver?.Id, tagId] })
  box.act(`staff:${userId}`, 'editTag', { id: tagId, name: '白金' })
  expect((await list())[0]?.tag.map((tag) => tag.name)).toEqual(['银', '白金'])
  box.act(`staff:${userId}`, 'deleteTag', { id: tagId })
  expect((await box.callbacks()).map((one) => `${one.ChangeType} ${one.Id}`).sort()).toEqual([
    `delete ${tagId}`,
    `shuffle ${madeGroup?.Id}`,
    `update ${tagId}`,
  ])
})
