/** Transactions of the store. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from './store.ts'

let store: Store

beforeEach(() => {
  store = openStore()
  store.script('create table things (name text not null) strict;')
})

afterEach(() => store.close())

const names = () => store.all<{ name: string }>('select name from things order by name').map(({ name }) => name)
const put = (name: string) => store.run('insert into things values (:name)', { name })

test('what throws leaves nothing, what returns stays', () => {
  expect(store.transaction(() => put('a').changes)).toBe(1)
  expect(() =>
    store.transaction(() => {
      put('b')
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(names()).toEqual(['a'])
})

test('one inside another undoes only itself; when the outer one fails both are undone', () => {
  const inner = (name: string, fails: boolean) => {
    try {
      store.transaction(() => {
        put(name)
        if (fails) throw new Error('inner')
      })
    } catch {
      // Swallowed on purpose: the outer one goes on.
    }
  }
  store.transaction(() => {
    put('a')
    inner('b', true)
    inner('c', false)
    store.transaction(() => inner('d', false))
  })
  expect(names()).toEqual(['a', 'c', 'd'])
  expect(() =>
    store.transaction(() => {
      inner('e', false)
      throw new Error('outer')
    }),
  ).toThrow('outer')
  expect(names()).toEqual(['a', 'c', 'd'])
  store.transaction(() => put('f'))
  expect(names()).toEqual(['a', 'c', 'd', 'f'])
})
