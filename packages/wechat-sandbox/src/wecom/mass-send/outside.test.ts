/** Mass sends and material as a client of others sees them: node-easywechat, unmodified, pointed at the sandbox. */
// Its index also loads a part that today's node-socialite lacks; the WeCom part stands alone.
import Work from 'node-easywechat/dist/Work/Application.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { PNG } from '../media/testing.ts'

const SETTLED_MS = 20_000
const PATH = 'cgi-bin/externalcontact'

let at: TestSandbox
let client: ReturnType<Work['getClient']>
beforeAll(async () => {
  at = await openTestSandbox()
  const { corpId, secret, token, encodingAesKey } = at.answer.corp
  const app = new Work({ corp_id: corpId, secret, token, aes_key: encodingAesKey, http: { baseURL: await at.listen() } })
  // Unless told the client keeps tokens in files; a world of the same seed has the same secret, but other tokens.
  const kept = new Map<string, unknown>()
  app.setCache({
    has: async (key) => kept.has(key),
    get: async (key) => kept.get(key),
    set: async (key, value) => kept.set(key, value).size > 0,
    delete: async (key) => kept.delete(key),
  })
  client = app.getClient()
})
afterAll(() => at.close())

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  return (await client.postJson(path, body)).toObject() as Record<string, unknown>
}

test('a picture is uploaded, sent as a task, tapped, and its result read', async () => {
  const [anna = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  const [{ id } = { id: '' }] = at.answer.customers as { id: string }[]
  at.act(`customer:${id}`, 'addStaff', { userId: anna })
  at.advance(SETTLED_MS)
  const form = new FormData()
  form.append('media', new Blob([Uint8Array.from(PNG)], { type: 'image/png' }), 'one.png')
  const uploaded = (await client.post('cgi-bin/media/upload', { params: { type: 'image' }, data: form })).toObject()
  expect(uploaded).toMatchObject({ errcode: 0, type: 'image' })

  const image = { msgtype: 'image', image: { media_id: uploaded.media_id } }
  const created = await post(`${PATH}/add_msg_template`, { sender: anna, text: { content: 'look' }, attachments: [image] })
  expect(created).toMatchObject({ errcode: 0, fail_list: [] })
  const { msgid } = created
  const early = await client.postJson(`${PATH}/get_groupmsg_task`, { msgid })
  expect(early.toObject()).toMatchObject({ errcode: 41063 })
  expect(early.getHeader('error-code')).toBe('41063')
  at.advance(SETTLED_MS)
  at.act(`staff:${anna}`, 'confirmMassSend', { msgid: String(msgid) })
  expect(await post(`${PATH}/get_groupmsg_task`, { msgid })).toMatchObject({ errcode: 0, task_list: [{ userid: anna, status: 2 }] })
  const result = await post(`${PATH}/get_groupmsg_send_result`, { msgid, userid: anna })
  expect(result).toMatchObject({ errcode: 0, next_cursor: '', send_list: [{ userid: anna, status: 1 }] })
  expect(at.inbox({ customer: id }).slice(-2)).toMatchObject([
    { from: anna, channel: 'wecom', content: { msgtype: 'text', text: { content: 'look' } } },
    { from: anna, channel: 'wecom', content: image },
  ])
})

test('material comes back as a file', async () => {
  const form = new FormData()
  form.append('media', new Blob([Uint8Array.from(PNG)], { type: 'image/png' }), 'one.png')
  const { media_id } = (await client.post('cgi-bin/media/upload', { params: { type: 'image' }, data: form })).toObject()
  const file = await client.get('cgi-bin/media/get', { params: { media_id }, responseType: 'arraybuffer' })
  expect(file.is('image')).toBe(true)
  expect(file.getContent()).toEqual(PNG)
})
