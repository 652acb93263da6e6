import { expect, test } from 'vitest'
import { dataFolder } from '../../../../platform/testing/available.ts'
import { judgeFebrl, readFebrl } from '../testing.ts'
import { MAX_BLOCK_ROWS } from './blocks.ts'
import { type Found, findDuplicates } from './find.ts'
import { addPerson, openPeople } from './people.ts'
import { fieldValues } from './person-fields.ts'

interface Somebody {
  readonly traits?: Record<string, unknown>
  readonly phones?: readonly string[]
}

/** Ids count from 1. */
function find(somebodies: readonly Somebody[], threshold?: number): Found {
  const people = openPeople()
  for (const [index, { traits = {}, phones = [] }] of somebodies.entries())
    addPerson(people, index + 1, fieldValues({ traits: Object.entries(traits), phones, emails: [] }))
  return findDuplicates(people, threshold === undefined ? {} : { threshold })
}
const pairsOf = ({ pairs }: Found) => pairs.map(({ a, b }) => [a, b])

/** People of whom no two are alike. */
const GIVEN = '雷梅刚芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平辉鹏华红玉兰英'
const crowd = (count: number): Somebody[] =>
  Array.from({ length: count }, (_, index) => ({
    traits: {
      name: `${'王李张刘陈杨赵黄周吴'[index % 10]}${GIVEN[index % 29]}${GIVEN[(index * 7 + 3) % 28]}`,
      birthday: `19${50 + (index % 49)}-0${1 + (index % 9)}-1${index % 10}`,
      address: `${['上海市', '杭州市', '苏州市'][index % 3]}${GIVEN[index % 28]}${GIVEN[(index * 5) % 27]}路${index + 1}号`,
    },
    phones: [`+861${38 + (index % 40)}${String(10_000_019 + index * 7_919_317).slice(-8)}`],
  }))

test('the same name and a phone number with one digit off is suggested with its reasons, a bare crowd is not', () => {
  const somebody = { traits: { name: '韩梅梅', birthday: '1992-03-04' }, phones: ['+8613712345678'] }
  const copy = { traits: { name: '韩梅梅' }, phones: ['+8613712345679'] }
  expect(pairsOf(find(crowd(300)))).toEqual([])
  const found = find([...crowd(300), somebody, copy])
  expect(pairsOf(found)).toEqual([[301, 302]])
  expect(found.pairs[0]?.score).toBeGreaterThan(0.99)
  expect(found.pairs[0]?.reasons.map(({ field, level }) => [field, level])).toEqual(
    expect.arrayContaining([
      ['phone', 'near'],
      ['given_name', 'exact'],
      ['surname', 'exact'],
    ]),
  )
  expect(found.pairs[0]?.reasons.every(({ weight }) => weight > 0)).toBe(true)
})

test('names in each other’s place and neighbouring digits swapped are seen', () => {
  const one = { traits: { given_name: 'madeline', surname: 'mason', birthday: '1908-11-28', street: '54 Hoseason Street' } }
  const two = { traits: { given_name: 'mason', surname: 'madeline', birthday: '1908-11-28', street: '54 Hosaeson Street' } }
  const found = find([...crowd(100), one, two])
  expect(pairsOf(found)).toEqual([[101, 102]])
  const levels = new Map(found.pairs[0]?.reasons.map(({ field, level }) => [field, level]))
  expect(levels.get('given_name')).toBe('swapped')
  expect(levels.get('street')).toBe('near')
  expect(levels.has('surname')).toBe(false)
})

test('a household is not one person: the same address and surname alone suggest nobody', () => {
  const address = '上海市浦东新区世纪大道100号5栋302室'
  const found = find([...crowd(200), { traits: { name: '孙悟空', address } }, { traits: { name: '孙小圣', address } }], 0.01)
  expect(pairsOf(found)).toEqual([])
})

test('a value that many have makes few bits, and a block too big is parted and at last left out', () => {
  const many = Array.from({ length: 3 * MAX_BLOCK_ROWS }, () => ({ traits: { name: '王伟' } }))
  const found = find([...crowd(200), ...many])
  expect(found.pairs).toEqual([])
  expect(found.leftOut).toBeGreaterThanOrEqual(many.length)
  const dated = many.map((one, index) => ({ traits: { ...one.traits, birthday: `${1950 + (index % 60)}-01-01` } }))
  expect(find([...crowd(200), ...dated], 0.01).compared).toBeGreaterThan(0)
})

test('the same people give the same answer in any order, and nobody is an empty answer', () => {
  const people = [...crowd(80), ...crowd(40)]
  const found = find(people)
  expect(pairsOf(found)).toHaveLength(40)
  expect(find(people)).toEqual(found)
  expect(pairsOf(find(people.toReversed()))).toHaveLength(40)
  expect(find([])).toEqual({ pairs: [], compared: 0, leftOut: 0 })
  expect(find([{}, { traits: { level: 3 } }])).toEqual({ pairs: [], compared: 0, leftOut: 0 })
})

test.skipIf(!dataFolder())('published records (in ../shared/data): nearly all duplicates, nearly nothing else', () => {
  const { precision, recall } = judgeFebrl(readFebrl(dataFolder() ?? ''))
  expect(precision).toBeGreaterThan(0.995)
  expect(recall).toBeGreaterThan(0.99)
})
