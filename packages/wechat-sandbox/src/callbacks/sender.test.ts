/** Delivery over real HTTP: attempts, faults, restart, a burst. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setFaults } from '../faults.ts'
import { openSandboxOf, type Sandbox } from '../open-sandbox.ts'
import { onlyCorp } from '../wecom/corp/corps.ts'
import { corpArea } from '../wecom/corp/index.ts'
import { callbackCounts, callbackLog } from './log.ts'

const NO_FAULTS = { duplicate: 0, lose: 0, reorder: 0, delayMs: 0, error5xx: 0, rateLimit: 0 }

let server: Server
let requests: string[]
let answerWith: (count: number) => number | 'hang up'
let sandbox: Sandbox
let realNow: number

beforeEach(async () => {
  requests = []
  answerWith = () => 200
  realNow = 1_000_000
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const status = answerWith(requests.length)
    if (status === 'hang up') response.destroy()
    else response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  sandbox = open()
})

afterEach(async () => {
  await sandbox.close()
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
})

function open(folder?: string): Sandbox {
  const opened = openSandboxOf({ areas: [corpArea], ticking: false, realNow: () => realNow, ...(folder && { folder }) })
  if (!opened.hasWorld()) {
    const { port } = server.address() as AddressInfo
    opened.makeWorld({ seed: 3, staff: 1, customers: 1, groups: 0, callbackUrl: `http://127.0.0.1:${port}/hear/` })
  }
  return opened
}

function queue(count: number): void {
  const { corpId } = onlyCorp(sandbox.world)
  for (let number = 1; number <= count; number += 1) {
    sandbox.world.callback({ corpId, Event: 'change_external_contact', ChangeType: 'add_external_contact', fields: { Number: number } })
  }
}

const statesNow = () => callbackCounts(sandbox.world)

test('a callback goes to the path of its corp with a signature, and only 200 counts', async () => {
  answerWith = (count) => (count === 1 ? 204 : 200)
  queue(1)
  await sandbox.drain()
  const { corpId } = onlyCorp(sandbox.world)
  expect(requests).toHaveLength(2)
  expect(requests[0]).toMatch(new RegExp(`^/hear/wecom/${corpId}\\?msg_signature=[0-9a-f]{40}&timestamp=1000&nonce=\\d+$`))
  expect(callbackLog(sandbox.world, { limit: 1 })).toMatchObject([{ state: 'sent', attempts: 2, outcome: '200' }])
})

test.each([500, 'hang up' as const])('three attempts in total when the receiver does %s', async (answer) => {
  answerWith = () => answer
  queue(1)
  await sandbox.drain()
  expect(requests).toHaveLength(3)
  expect(statesNow()).toEqual({ failed: 1 })
})

test('due callbacks go out without draining, a failed one waits for its time', async () => {
  answerWith = () => 500
  const answered = new Promise((resolve) => server.once('request', (_request, response) => response.once('close', resolve)))
  queue(1)
  sandbox.deliverDue()
  await answered
  expect(requests).toHaveLength(1)
  realNow += 60_000
  await sandbox.drain()
  expect(requests).toHaveLength(3)
})

test('faults: lost ones never come, doubled ones come twice', async () => {
  setFaults(sandbox.world, { ...NO_FAULTS, lose: 1 })
  queue(5)
  setFaults(sandbox.world, { ...NO_FAULTS, duplicate: 1 })
  queue(5)
  await sandbox.drain()
  expect(requests).toHaveLength(10)
  expect(statesNow()).toEqual({ lost: 5, sent: 10 })
})

test('faults: a delay keeps callbacks back, reordered ones fall behind later ones', () => {
  setFaults(sandbox.world, { ...NO_FAULTS, delayMs: 5_000 })
  queue(1)
  sandbox.deliverDue()
  expect(statesNow()).toEqual({ waiting: 1 })
  setFaults(sandbox.world, { ...NO_FAULTS, reorder: 0.5 })
  queue(40)
  const order = sandbox.world.store.all<{ id: number }>('select id from callbacks where id > 1 order by due_at, id').map(({ id }) => id)
  expect(order).not.toEqual(order.toSorted((a, b) => a - b))
})

test('without a callback address nobody hears, and the log says so', async () => {
  sandbox.makeWorld({ seed: 1, staff: 1, customers: 1, groups: 0 })
  queue(2)
  await sandbox.drain()
  expect(requests).toHaveLength(0)
  expect(statesNow()).toEqual({ unheard: 2 })
})

test('what waits, and what was interrupted while it was sent, goes out after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  await sandbox.close()
  sandbox = open(folder)
  setFaults(sandbox.world, { ...NO_FAULTS, delayMs: 10_000 })
  queue(3)
  sandbox.world.store.run("update callbacks set state = 'sending' where id = 1")
  await sandbox.close()
  sandbox = open(folder)
  expect(statesNow()).toEqual({ waiting: 3 })
  await sandbox.drain()
  expect(requests).toHaveLength(3)
  rmSync(folder, { recursive: true, force: true })
})

test('an answer that arrives after the world was replaced says nothing about the new one', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  server.removeAllListeners('request')
  server.on('request', (_request, response) => void held.then(() => response.writeHead(200).end()))
  const arrived = new Promise((resolve) => server.once('request', resolve))
  queue(1)
  sandbox.deliverDue()
  await arrived
  sandbox.makeWorld({ seed: 1, staff: 1, customers: 1, groups: 0 })
  queue(1)
  release()
  await sandbox.drain()
  expect(statesNow()).toEqual({ unheard: 1 })
})

test('a burst of 3,000 arrives whole', async () => {
  sandbox.world.store.transaction(() => queue(3_000))
  await sandbox.drain()
  expect(requests).toHaveLength(3_000)
  expect(statesNow()).toEqual({ sent: 3_000 })
})

test('the console verifies the address: the echo must come back in clear', async () => {
  expect(await sandbox.verifyCallback()).toMatchObject({ verified: false, words: 'the receiver did not answer the decrypted echostr' })
  answerWith = () => 403
  expect(await sandbox.verifyCallback()).toMatchObject({ verified: false, words: 'the receiver answered 403' })
})
