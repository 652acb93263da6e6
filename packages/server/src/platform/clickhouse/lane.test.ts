import { expect, test } from 'vitest'
import { openLane } from './lane.ts'

/** A task that ends when told. */
function held() {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { task: () => promise, end: () => resolve('done') }
}

test('a seat runs one task at a time, in the order of asking', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 10 })
  const order: number[] = []
  const run = (number: number) => lane.run(async (seat) => order.push(number) && seat)
  const first = held()
  const waiting = [lane.run(first.task), run(2), run(3)]
  expect(order).toEqual([])
  first.end()
  expect(await Promise.all(waiting)).toEqual(['done', 'only', 'only'])
  expect(order).toEqual([2, 3])
})

test('as many tasks run at once as there are seats', async () => {
  const lane = openLane({ seats: ['a', 'b'], waitingMax: 10 })
  const [one, two] = [held(), held()]
  const seats: string[] = []
  const took = (task: () => Promise<string>) => (seat: string) => {
    seats.push(seat)
    return task()
  }
  const both = [lane.run(took(one.task)), lane.run(took(two.task))]
  await expect.poll(() => seats.length).toBe(2)
  expect(seats.sort()).toEqual(['a', 'b'])
  one.end()
  two.end()
  await Promise.all(both)
})

test('a full line turns the next one away', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 1 })
  const first = held()
  const running = lane.run(first.task)
  const waiting = lane.run(async () => 'waited')
  await expect(lane.run(async () => 'too many')).rejects.toMatchObject({ code: 'clickhouse.busy', details: { waiting: 1 } })
  first.end()
  expect(await Promise.all([running, waiting])).toEqual(['done', 'waited'])
})

test('who leaves the line is rejected with the reason of the abort and never runs', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 2 })
  const first = held()
  const running = lane.run(first.task)
  const abort = new AbortController()
  let ran = false
  const left = lane.run(async () => {
    ran = true
  }, abort.signal)
  const stayed = lane.run(async () => 'stayed')
  abort.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  first.end()
  expect(await Promise.all([running, stayed])).toEqual(['done', 'stayed'])
  expect(ran).toBe(false)
})

test('an aborted task keeps its seat until it is over', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 2 })
  const first = held()
  const abort = new AbortController()
  const aborted = lane.run(first.task, abort.signal)
  let second = false
  const next = lane.run(async () => {
    second = true
  })
  abort.abort(new Error('gone'))
  await expect(aborted).rejects.toThrow('gone')
  expect(second).toBe(false)
  first.end()
  await next
  expect(second).toBe(true)
})

test('a task that throws gives its seat up', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 2 })
  await expect(lane.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await lane.run(async (seat) => seat)).toBe('only')
})

test('closing waits for what runs and turns the rest away', async () => {
  const lane = openLane({ seats: ['only'], waitingMax: 2 })
  const first = held()
  const running = lane.run(first.task)
  const waiting = lane.run(async () => 'never')
  let closed = false
  const closing = lane.close().then(() => {
    closed = true
  })
  await expect(waiting).rejects.toMatchObject({ code: 'clickhouse.closed' })
  await expect(lane.run(async () => 'late')).rejects.toMatchObject({ code: 'clickhouse.closed' })
  expect(closed).toBe(false)
  first.end()
  await closing
  expect(await running).toBe('done')
})
