/** A welcome robot built on somebody else's client, unmodified: it verifies, hears an add, welcomes, tags and notes the customer. */
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import ServerRequest from 'node-easywechat/dist/Core/Http/ServerRequest.js'
// Its index also loads a part that today's node-socialite lacks; the WeCom part stands alone.
import Work from 'node-easywechat/dist/Work/Application.js'
import CallbackServer from 'node-easywechat/dist/Work/Server.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = 'cgi-bin/externalcontact'
const SETTLED_MS = 6_000

type Heard = Record<string, string>

let at: TestSandbox
let app: Work
let receiver: HttpServer
const heard: Heard[] = []
const failures: unknown[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    ServerRequest.createFromIncomingMessage(request)
      .then(async (asked) => {
        const server = new CallbackServer(app.getEncryptor(), asked)
        server.with(async (message, next) => {
          const fields = message.toObject() as Heard
          heard.push(fields)
          if (fields.WelcomeCode) await welcome(fields)
          return next?.(message)
        })
        const answer = await server.serve()
        response.writeHead(answer.getStatusCode()).end(answer.getBody())
      })
      .catch((error: unknown) => {
        failures.push(error)
        response.writeHead(500).end()
      })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', () => resolve()))
  const { port } = receiver.address() as AddressInfo
  at = await openTestSandbox({ plan: { callbackUrl: `http://127.0.0.1:${port}` } })
  const { corpId, secret, token, encodingAesKey } = at.answer.corp
  app = new Work({ corp_id: corpId, secret, token, aes_key: encodingAesKey, http: { baseURL: await at.listen() } })
  // Unless told the client keeps tokens in files; a world of the same seed has the same secret, but other tokens.
  const kept = new Map<string, unknown>()
  app.setCache({
    has: async (key) => kept.has(key),
    get: async (key) => kept.get(key),
    set: async (key, value) => kept.set(key, value).size > 0,
    delete: async (key) => kept.delete(key),
  })
})
afterAll(async () => {
  await at.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  return (await app.getClient().postJson(`${PATH}/${path}`, body)).toObject() as Record<string, unknown>
}

async function welcome(message: Heard): Promise<void> {
  const link = { title: '新客礼', url: 'https://shop.example.com/gift' }
  await post('send_welcome_msg', {
    welcome_code: message.WelcomeCode,
    text: { content: `欢迎，来自${message.State}` },
    attachments: [{ msgtype: 'link', link }],
  })
}

test('the address is verified with the echo', async () => {
  expect(await at.sandbox.verifyCallback()).toMatchObject({ verified: true })
  expect(failures).toEqual([])
})

test('a customer scans the robot’s code and is welcomed, tagged and noted', async () => {
  const [anna = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  const [{ id, name } = { id: '', name: '' }] = at.answer.customers as { id: string; name: string }[]
  const way = await post('add_contact_way', { type: 1, scene: 2, user: [anna], state: '海报' })
  expect(way).toMatchObject({ errcode: 0 })
  at.act(`customer:${id}`, 'scan', { code: String(way.qr_code) })
  await at.sandbox.drain()
  expect(failures).toEqual([])
  expect(heard).toMatchObject([{ Event: 'change_external_contact', ChangeType: 'add_external_contact', UserID: anna, State: '海报' }])
  expect(at.inbox({ customer: id })).toMatchObject([
    { from: anna, content: { msgtype: 'text', text: { content: '欢迎，来自海报' } } },
    { from: anna, content: { msgtype: 'link' } },
  ])

  at.advance(SETTLED_MS)
  const external_userid = heard[0]?.ExternalUserID
  const made = await post('add_corp_tag', { group_name: '渠道', tag: [{ name: '海报' }] })
  const tagGroup = made.tag_group as { tag: { id: string }[] }
  const tagId = tagGroup.tag[0]?.id
  expect(await post('mark_tag', { userid: anna, external_userid, add_tag: [tagId] })).toMatchObject({ errcode: 0 })
  expect(await post('remark', { userid: anna, external_userid, remark: '海报来的', description: '问过尺码' })).toMatchObject({ errcode: 0 })
  const got = (await app.getClient().get(`${PATH}/get`, { params: { external_userid } })).toObject()
  expect(got).toMatchObject({
    errcode: 0,
    external_contact: { external_userid, name, type: 1 },
    follow_user: [
      { userid: anna, remark: '海报来的', description: '问过尺码', state: '海报', tags: [{ tag_id: tagId, tag_name: '海报' }] },
    ],
  })
  const batch = await post('batch/get_by_user', { userid_list: [anna] })
  expect(batch).toMatchObject({ external_contact_list: [{ follow_info: { tag_id: [tagId] } }], next_cursor: '' })
})

test('a stranger is refused in the platform’s form', async () => {
  const response = await app.getClient().get(`${PATH}/get`, { params: { external_userid: `wm${'x'.repeat(30)}` } })
  expect(response.toObject()).toMatchObject({ errcode: 84061, errmsg: expect.stringContaining('not external contact') })
  expect(response.getHeader('error-code')).toBe('84061')
})
