import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { knownExternalUserId } from '../contacts/relations.ts'
import { MP4, PNG, uploadTo } from '../media/testing.ts'

const DAY_MS = 86_400_000
const SETTLED_MS = 20_000
const PATH = '/cgi-bin/externalcontact'

interface Job {
  readonly status: number
  readonly result?: {
    readonly errcode: number
    readonly moment_id: string
    readonly invalid_sender_list: { user_list: string[]; department_list: number[] }
    readonly invalid_external_contact_list: { tag_list: string[] }
  }
}
interface Customers {
  readonly customer_list: { external_userid: string; userid?: string }[]
}

let at: TestSandbox
let anna: string
let ben: string
let customers: string[]
beforeEach(async () => {
  at = await openTestSandbox({ plan: { staff: 2, customers: 6, groups: 1 } })
  ;[anna = '', ben = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (at.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => at.close())

function befriend(userId: string, ...customerIds: (string | undefined)[]): string[] {
  for (const customerId of customerIds) at.act(`customer:${customerId}`, 'addStaff', { userId })
  at.advance(SETTLED_MS)
  return customerIds.map((id = '') => knownExternalUserId(at.world, at.corpId, id) ?? '')
}

const begin = (body: object) => at.call<{ jobid: string }>(`${PATH}/add_moment_task`, { text: { content: 'spring' }, ...body })
const job = (jobid: string) => at.call<Job>(`${PATH}/get_moment_task_result?jobid=${jobid}`)
const momentsSeen = (customer: string) => at.inbox({ customer }).filter((item) => item.channel === 'moments')

async function make(body: object = {}): Promise<string> {
  const { jobid } = await begin(body)
  at.advance(SETTLED_MS)
  return (await job(jobid)).result?.moment_id ?? ''
}

test('a job makes the moment, members publish, customers see it, like it and comment', async () => {
  const ids = befriend(anna, ...customers.slice(0, 3))
  at.act(`customer:${customers[2]}`, 'deleteStaff', { userId: anna })
  const { jobid } = await begin({ visible_range: { sender_list: { user_list: [anna, 'nobody'], department_list: [99] } } })
  expect(await job(jobid)).toMatchObject({ errcode: 0, status: 1, type: 'add_moment_task' })
  at.advance(SETTLED_MS)
  const { result } = await job(jobid)
  expect(result).toMatchObject({ errcode: 0, invalid_sender_list: { user_list: ['nobody'], department_list: [99] } })
  const moment_id = result?.moment_id ?? ''
  const tasks = () => at.call(`${PATH}/get_moment_task`, { moment_id })
  expect(await tasks()).toMatchObject({ task_list: [{ userid: anna, publish_status: 0 }], next_cursor: '' })
  expect(at.inbox({ staff: anna }).at(-1)).toMatchObject({
    channel: 'task',
    content: { msgtype: 'moment_task', moment_task: { moment_id } },
  })
  const sees = (userid: string) => at.call<Customers>(`${PATH}/get_moment_send_result`, { moment_id, userid })
  expect(await sees(anna)).toMatchObject({ errcode: 41062 })
  expect(await sees(ben)).toMatchObject({ errcode: 41061 })
  expect(customers.flatMap(momentsSeen)).toEqual([])

  expect(at.act(`staff:${anna}`, 'confirmMoment', { momentId: moment_id })).toEqual(['published, 2 can see it'])
  expect(() => at.act(`staff:${anna}`, 'confirmMoment', { momentId: moment_id })).toThrow('already')
  expect(await tasks()).toMatchObject({ task_list: [{ userid: anna, publish_status: 1 }] })
  expect(customers.map((id) => momentsSeen(id).length)).toEqual([1, 1, 0, 0, 0, 0])
  expect((await sees(anna)).customer_list.map((row) => row.external_userid)).toEqual(ids.slice(0, 2))
  const chosen = await at.call<Customers>(`${PATH}/get_moment_customer_list`, { moment_id, userid: anna })
  expect(chosen.customer_list).toEqual(ids.map((external_userid) => ({ userid: anna, external_userid })))

  at.act(`customer:${customers[0]}`, 'likeMoment')
  at.act(`customer:${customers[1]}`, 'commentMoment', { momentId: moment_id, text: 'lovely' })
  at.act(`staff:${anna}`, 'commentMoment', { text: 'thank you' })
  expect(() => at.act(`customer:${customers[0]}`, 'likeMoment', { momentId: moment_id })).toThrow('already')
  expect(() => at.act(`customer:${customers[2]}`, 'likeMoment', { momentId: moment_id })).toThrow('does not see')
  const create_time = Math.floor(at.sandbox.now() / 1_000)
  expect(await at.call(`${PATH}/get_moment_comments`, { moment_id, userid: anna })).toMatchObject({
    comment_list: [
      { external_userid: ids[1], create_time },
      { userid: anna, create_time },
    ],
    like_list: [{ external_userid: ids[0], create_time }],
  })
  expect(await job('none')).toMatchObject({ errcode: 40088 })
  at.advance(DAY_MS)
  expect(await job(jobid)).toMatchObject({ errcode: 40088 })
})

test('with tags the moment goes to the members who have such customers, and only these see it', async () => {
  befriend(anna, customers[0], customers[1])
  befriend(ben, customers[2])
  interface TagGroup {
    readonly tag_group: { tag: { id: string }[] }
  }
  const made = await at.call<TagGroup>(`${PATH}/add_corp_tag`, { group_name: 'level', tag: [{ name: 'gold' }] })
  const [gold = ''] = made.tag_group.tag.map((tag) => tag.id)
  at.act(`staff:${anna}`, 'editCustomer', { customerId: customers[0], addTags: [gold] })
  const momentId = await make({ visible_range: { external_contact_list: { tag_list: [gold, 'etNone'] } } })
  expect(() => at.act(`staff:${ben}`, 'confirmMoment', { momentId })).toThrow('not asked')
  at.act(`staff:${anna}`, 'confirmMoment', { momentId })
  expect(customers.map((id) => momentsSeen(id).length)).toEqual([1, 0, 0, 0, 0, 0])
})

test('a cancelled moment is not published any more; what a member posts is theirs', async () => {
  befriend(anna, customers[0])
  const momentId = await make()
  expect(await at.call(`${PATH}/cancel_moment_task`, { moment_id: momentId })).toMatchObject({ errcode: 0 })
  expect(() => at.act(`staff:${anna}`, 'confirmMoment', { momentId })).toThrow('cancelled')
  const [posted = ''] = at.act(`staff:${anna}`, 'postMoment', { text: 'mine' })
  const own = posted.replace('posted ', '')
  expect(momentsSeen(customers[0] ?? '')).toMatchObject([
    { from: anna, content: { moment: { moment_id: own, text: { content: 'mine' } } } },
  ])
  expect(await at.call(`${PATH}/cancel_moment_task`, { moment_id: own })).toMatchObject({ errcode: 41067 })
  expect(await at.call(`${PATH}/get_moment_task`, { moment_id: own })).toMatchObject({ errcode: 41067 })
  expect(await at.call(`${PATH}/get_moment_task`, { moment_id: 'momNone' })).toMatchObject({ errcode: 41060 })
  const now = Math.floor(at.sandbox.now() / 1_000)
  const list = (more: object) => at.call(`${PATH}/get_moment_list`, { start_time: now - 86_400, end_time: now, ...more })
  const create_time = expect.stringMatching(/^\d{10}$/)
  expect(await list({})).toMatchObject({
    next_cursor: '',
    moment_list: [
      { moment_id: own, creator: anna, create_time, create_type: 1, visible_type: 1, text: { content: 'mine' } },
      { moment_id: momentId, create_time, create_type: 0, visible_type: 1, text: { content: 'spring' } },
    ],
  })
  expect(await list({ filter_type: 0 })).toMatchObject({ moment_list: [{ moment_id: momentId }] })
  expect(await list({ start_time: now - 40 * 86_400 })).toMatchObject({ errcode: 40058 })
})

test('pictures must come from upload_attachment, and kinds do not mix', async () => {
  befriend(anna, customers[0])
  const base = await at.listen()
  const path = '/cgi-bin/media/upload_attachment?attachment_type=1&media_type='
  const { media_id: picture } = await uploadTo(base, at, { path: `${path}image`, bytes: PNG })
  const { media_id: video } = await uploadTo(base, at, { path: `${path}video`, bytes: MP4 })
  const { media_id: plain } = await uploadTo(base, at, { path: '/cgi-bin/media/upload?type=image', bytes: PNG })
  const image = (media_id: string | undefined) => ({ msgtype: 'image', image: { media_id } })
  const film = { msgtype: 'video', video: { media_id: video } }
  expect(await begin({ attachments: [image(plain)] })).toMatchObject({ errcode: 41072 })
  expect(await begin({ attachments: [image(picture), film] })).toMatchObject({ errcode: 41065 })
  expect(await begin({ attachments: [film, film] })).toMatchObject({ errcode: 41064 })
  expect(await begin({ attachments: Array(10).fill(image(picture)) })).toMatchObject({ errcode: 41064 })
  expect(await begin({ text: undefined })).toMatchObject({ errcode: 41089 })
  expect(await begin({ text: { content: '好'.repeat(2_001) } })).toMatchObject({ errcode: 45002 })
  const momentId = await make({ text: undefined, attachments: [image(picture), image(picture)] })
  const now = Math.floor(at.sandbox.now() / 1_000)
  const list = await at.call<{ moment_list: object[] }>(`${PATH}/get_moment_list`, { start_time: now - 60, end_time: now })
  expect(list.moment_list).toMatchObject([{ moment_id: momentId, image: [{ media_id: picture }, { media_id: picture }] }])
})

test('ten tasks a minute', async () => {
  befriend(anna, customers[0])
  for (let count = 0; count < 10; count += 1) expect(await begin({})).toMatchObject({ errcode: 0 })
  expect(await begin({})).toMatchObject({ errcode: 45009 })
})

test('a moment that nobody is to publish is not made', async () => {
  const { jobid } = await begin({ visible_range: { sender_list: { user_list: ['nobody'] } } })
  at.advance(SETTLED_MS)
  expect((await job(jobid)).result).toMatchObject({ errcode: 81013, moment_id: '', invalid_sender_list: { user_list: ['nobody'] } })
  const now = Math.floor(at.sandbox.now() / 1_000)
  expect(await at.call(`${PATH}/get_moment_list`, { start_time: now - 60, end_time: now })).toMatchObject({ moment_list: [] })
})
