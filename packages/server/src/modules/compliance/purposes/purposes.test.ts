/** The registers of purposes and retention over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { walkPermissions } from '../../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { findOrMakeAtoms } from '../../identity/index.ts'
import { recordConsent } from '../consents/contract.ts'
import { consentRoutes } from '../consents/routes.ts'
import { complianceErrors } from '../errors.ts'
import { listPurposes, listRetention, putPurpose, putRetention } from './contract.ts'
import { purposeRoutes } from './routes.ts'

let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...purposeRoutes(), ...consentRoutes()], { errorTables: [complianceErrors] })
})
afterAll(() => server.close())

async function aPlace() {
  const workspace = await world.newWorkspace()
  return { workspace, owner: await server.as('owner', { workspace }) }
}

describe('purposes', () => {
  test('begin with those of the product, which a workspace may change and add to', async () => {
    const { owner } = await aPlace()
    const { items } = await owner.call(listPurposes)
    expect(items.map(({ name }) => name)).toEqual(['marketing', 'service', 'personalisation', 'analytics', 'membership', 'research'])
    expect(items.every(({ declared, changedAt }) => !declared && changedAt === null)).toBe(true)
    expect(items.find(({ name }) => name === 'marketing')).toMatchObject({ legalBasis: 'consent', needsConsent: true, marketing: true })
    const lottery = {
      words: { zh: '抽奖活动' },
      legalBasis: 'consent',
      channels: ['sms', 'mini_program'],
      dataCategories: ['联系方式'],
      retentionDays: 180,
      recipients: [{ name: '顺丰速运', role: 'processor', why: '寄送奖品' }],
    } as const
    const put = await owner.call(putPurpose, { params: { name: 'lottery' }, body: { ...lottery } as never })
    expect(put).toMatchObject({
      name: 'lottery',
      words: { zh: '抽奖活动', en: '抽奖活动' },
      needsConsent: true,
      marketing: false,
      declared: true,
      changedBy: 'test',
      retentionDays: 180,
    })
    await owner.call(putPurpose, { params: { name: 'service' }, body: { words: { zh: '订单通知' }, legalBasis: 'contract' } })
    const after = (await owner.call(listPurposes)).items
    expect(after.map(({ name }) => name)).toEqual([...items.map(({ name }) => name), 'lottery'])
    expect(after.find(({ name }) => name === 'service')).toMatchObject({ words: { zh: '订单通知' }, needsConsent: false, declared: true })
  })

  test('decide what may be agreed to, and on which channels', async () => {
    const { owner, workspace } = await aPlace()
    const refs = [{ kind: 'user_id', value: 'u' }]
    const [atom] = await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs, seenAt: 0 })
    const body = { personId: String(atom), purpose: 'lottery', channel: 'email', state: 'granted' } as const
    expect((await owner.reply(recordConsent, { body })).error?.code).toBe('compliance.purpose_undeclared')
    const purpose = { words: { zh: '抽奖' }, legalBasis: 'consent', channels: ['sms'] } as const
    await owner.call(putPurpose, { params: { name: 'lottery' }, body: { ...purpose, channels: ['sms'] } })
    expect((await owner.reply(recordConsent, { body })).error?.code).toBe('compliance.channel_not_of_purpose')
    await owner.call(recordConsent, { body: { ...body, channel: 'sms' } })
    await owner.call(recordConsent, { body: { ...body, channel: 'all' } })
  })

  test.each([
    [{ legalBasis: 'consent', needsConsent: false }, 'needsConsent'],
    [{ legalBasis: 'whim' }, 'legalBasis'],
    [{ legalBasis: 'contract', channels: [] }, 'channels'],
    [{ legalBasis: 'contract', retentionDays: 0 }, 'retentionDays'],
    [{ legalBasis: 'contract', words: { zh: '' } }, 'words.zh'],
  ])('with %j are refused by field', async (wrong, field) => {
    const { owner } = await aPlace()
    const answer = await owner.reply(putPurpose, { params: { name: 'x' }, body: { words: { zh: '用途' }, ...wrong } })
    expect([answer.status, answer.error?.details.field]).toEqual([400, field])
  })
})

describe('retention', () => {
  test('says of every kind of data how long and why; what the product upholds cannot be changed', async () => {
    const { owner } = await aPlace()
    const { items } = await owner.call(listRetention)
    expect(items.find(({ kind }) => kind === 'exports')).toMatchObject({ days: 7, upheld: 'kept' })
    const stated = await owner.call(putRetention, { params: { kind: 'events' }, body: { days: 730, why: '两年后不再用于分析' } })
    expect(stated).toMatchObject({ kind: 'events', days: 730, why: { zh: '两年后不再用于分析' }, upheld: 'stated', changedBy: 'test' })
    expect((await owner.call(listRetention)).items.find(({ kind }) => kind === 'events')).toEqual(stated)
    const fixed = await owner.reply(putRetention, { params: { kind: 'exports' }, body: { days: 30, why: '更久' } })
    expect([fixed.status, fixed.error?.code]).toEqual([422, 'compliance.retention_fixed'])
    expect((await owner.reply(putRetention, { params: { kind: 'moods' }, body: { days: 1, why: 'x' } })).status).toBe(404)
  })
})

test('everybody without the permission is refused', async () => {
  expect(await walkPermissions(world, server, purposeRoutes())).toEqual([])
})
