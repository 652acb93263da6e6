/** The published figures of the data sets in ../shared/data: imported by the command line, read as anybody outside would. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder } from '../../../packages/server/src/platform/testing/available.ts'
import { type ImportReport, type Outside, openOutside, type Person } from './outside.ts'

const DAY_SECONDS = 86_400
const data = dataFolder() ?? ''
let outside: Outside

describe.skipIf(!data)('published figures (data in ../shared/data)', () => {
  beforeAll(async () => {
    outside = await openOutside()
  })

  afterAll(() => outside?.close())

  const importOnce = (workspace: string, input: { file: string; preset: string }) =>
    outside.importFile(workspace, { ...input, file: join(data, input.file) })

  const count = (workspace: string, query: string) => outside.get<{ count: number; sum?: number }>(workspace, `/events/count?${query}`)

  /** People who did an event, ever. */
  async function persons(workspace: string, event: string): Promise<number | undefined> {
    const answer = await outside.post<{ steps: { persons: number }[] }>(workspace, '/insights/funnel', {
      steps: [{ event }],
      windowSeconds: DAY_SECONDS,
    })
    return answer.steps[0]?.persons
  }

  /** The one person with an identifier, once by identifier and once by id. */
  async function personWith(workspace: string, identifier: string): Promise<Person> {
    const { items } = await outside.get<{ items: Person[] }>(workspace, `/persons?identifier=${identifier}`)
    expect(items, identifier).toHaveLength(1)
    const [found] = items as [Person]
    expect(await outside.get<Person>(workspace, `/persons/${found.id}`)).toMatchObject({ id: found.id, identifiers: found.identifiers })
    return found
  }

  /** A second import stores nothing, and what `read` reads stays as it was. */
  async function expectNothingNew(
    again: () => Promise<ImportReport>,
    input: { rows: number; read: () => Promise<unknown> },
  ): Promise<void> {
    const before = await input.read()
    expect(await again()).toMatchObject({ status: 'done', rowsRead: input.rows, rowsStored: 0, rowsDuplicate: input.rows, rowsRejected: 0 })
    expect(await input.read()).toEqual(before)
  }

  describe('taobao', () => {
    const importIt = () => importOnce('taobao', { file: 'taobao/UserBehavior_slice.csv', preset: 'taobao' })
    const counts = async () => {
      const names = ['view', 'cart', 'favorite', 'buy']
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await count('taobao', `name=${name}`)).count])))
    }
    let report: ImportReport
    beforeAll(async () => {
      report = await importIt()
    })

    test('96,168 events: views, carts, favourites, purchases', async () => {
      expect(report).toMatchObject({ status: 'done', rowsRead: 96_168, rowsStored: 96_168, rowsRejected: 0 })
      expect(await counts()).toEqual({ view: 85_773, cart: 5_292, favorite: 2_959, buy: 2_144 })
      expect(await count('taobao', 'name=pv')).toEqual({ count: 0 })
    })

    test('58,732 users on that day', async () => {
      const overview = await outside.get<{ figures: { name: string; yesterday: { value: number } }[] }>(
        'taobao',
        '/insights/overview?asOf=2017-11-27T12:00:00%2B08:00',
      )
      const yesterday = Object.fromEntries(overview.figures.map(({ name, yesterday }) => [name, yesterday.value]))
      expect(yesterday).toMatchObject({ events: 96_168, activePersons: 58_732 })
    })

    test('a user, with their twenty events', async () => {
      const { id } = await personWith('taobao', 'user_id:258029')
      expect(await count('taobao', `name=view&personId=${id}`)).toEqual({ count: 19 })
      expect(await count('taobao', `name=cart&personId=${id}`)).toEqual({ count: 1 })
      const timeline = await outside.get<{ items: { time: string }[] }>('taobao', `/persons/${id}/timeline?limit=50`)
      expect(timeline.items).toHaveLength(20)
      const times = timeline.items.map(({ time }) => time)
      expect(times).toEqual(times.toSorted().reverse())
    })

    test('once more: nothing new', () => expectNothingNew(importIt, { rows: 96_168, read: counts }))
  })

  describe('tianchi', () => {
    const importIt = () => importOnce('tianchi', { file: 'tianchi/sample_user_behavior.csv', preset: 'tianchi' })
    const funnel = async () => {
      const answer = await outside.post<{ steps: { name: string; persons: number }[] }>('tianchi', '/insights/funnel', {
        steps: [{ event: 'view' }, { event: 'cart' }, { event: 'buy' }],
        order: 'any',
        windowSeconds: 31 * DAY_SECONDS,
        from: '2014-11-18',
        to: '2014-12-19',
      })
      return answer.steps.map(({ name, persons }) => [name, persons])
    }
    beforeAll(importIt)

    test('view, cart and buy in any order: 34 → 13 → 9', async () => {
      expect(await funnel()).toEqual([
        ['view', 34],
        ['cart', 13],
        ['buy', 9],
      ])
      expect(await count('tianchi', 'name=view')).toEqual({ count: 1_876 })
    })

    test('the same from the command line', async () => {
      const steps = ['view', 'cart', 'buy'].flatMap((event) => ['--step', event])
      const { code, stdout } = await outside.liuchi(
        '--workspace',
        'tianchi',
        '--json',
        'funnel',
        ...steps,
        '--order',
        'any',
        '--window',
        '31d',
      )
      expect(code).toBe(0)
      expect((JSON.parse(stdout) as { steps: { persons: number }[] }).steps.map((step) => step.persons)).toEqual([34, 13, 9])
    })

    test('once more: nothing new', () => expectNothingNew(importIt, { rows: 1_999, read: funnel }))
  })

  describe('online-retail', () => {
    const importIt = () => importOnce('online-retail', { file: 'online-retail/online_retail.csv.gz', preset: 'online-retail' })
    const figures = async () => ({
      all: await count('online-retail', 'name=buy&name=order_cancelled&sum=amount'),
      cancelled: await count('online-retail', 'name=order_cancelled'),
    })
    let report: ImportReport
    beforeAll(async () => {
      report = await importIt()
    })

    test('541,909 lines, 9,747,747.934, of these 9,288 cancelled', async () => {
      expect(report).toMatchObject({ status: 'done', rowsRead: 541_909, rowsStored: 541_909, rowsRejected: 0, rowsDuplicate: 0 })
      expect(await figures()).toEqual({ all: { count: 541_909, sum: 9_747_747.934 }, cancelled: { count: 9_288 } })
    })

    test('4,372 customers', async () => {
      const ids = new Set<string>()
      let cursor: string | null = ''
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`
        const page: { items: Person[]; nextCursor: string | null } = await outside.get('online-retail', `/persons?limit=500${query}`)
        for (const { id } of page.items) ids.add(id)
        cursor = page.nextCursor
      }
      expect(ids.size).toBe(4_372)
    })

    test('135,080 lines without a customer belong to nobody', async () => {
      const lines = 'name=buy&name=order_cancelled'
      expect(await count('online-retail', `${lines}&withPerson=false`)).toEqual({ count: 135_080 })
      expect(await count('online-retail', `${lines}&withPerson=true`)).toEqual({ count: 541_909 - 135_080 })
      const day = { names: ['buy', 'order_cancelled'], from: '2010-12-22', to: '2010-12-23', limit: 500 }
      const { items } = await outside.post<{ items: { personId: string | null }[] }>('online-retail', '/events/query', day)
      expect([items.length, items.filter(({ personId }) => personId === null).length]).toEqual([291, 70])
    })

    test('a customer, with their lines and what they came to', async () => {
      const person = await personWith('online-retail', 'user_id:17850')
      expect(person.identifiers).toMatchObject([{ kind: 'user_id', value: '17850' }])
      const lines = await count('online-retail', `name=buy&name=order_cancelled&sum=amount&personId=${person.id}`)
      expect(lines).toEqual({ count: 312, sum: 5_288.63 })
    })

    test('once more: nothing new', () => expectNothingNew(importIt, { rows: 541_909, read: figures }))
  })

  describe.each([
    { workspace: 'cdnow', file: 'cdnow/CDNOW_master.txt', rows: 69_659, customers: 23_570, sum: 2_500_315.63, ofCustomer4: 4 },
    { workspace: 'cdnow-sample', file: 'cdnow/CDNOW_sample.txt', rows: 6_919, customers: 2_357, sum: 244_091.94, ofCustomer4: 4 },
  ])('$workspace', ({ workspace, file, rows, customers, sum, ofCustomer4 }) => {
    const importIt = () => importOnce(workspace, { file, preset: 'cdnow' })
    const figures = () => count(workspace, 'name=buy&sum=amount')
    let report: ImportReport
    beforeAll(async () => {
      report = await importIt()
    })

    test(`${rows} purchases of ${customers} customers`, async () => {
      expect(report).toMatchObject({ status: 'done', rowsRead: rows, rowsStored: rows, rowsRejected: 0 })
      expect(await figures()).toEqual({ count: rows, sum })
      expect(await persons(workspace, 'buy')).toBe(customers)
    })

    test('the first column is the customer', async () => {
      const { id } = await personWith(workspace, 'user_id:00004')
      expect(await count(workspace, `name=buy&personId=${id}`)).toEqual({ count: ofCustomer4 })
    })

    test('once more: nothing new', () => expectNothingNew(importIt, { rows, read: figures }))
  })

  test('workspaces share nothing', async () => {
    expect(await count('default', 'name=buy')).toEqual({ count: 0 })
    expect(await outside.get<{ items: Person[] }>('tianchi', '/persons?identifier=user_id:17850')).toMatchObject({ items: [] })
  })
})
