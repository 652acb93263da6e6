import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { consoleWordsRule } from './console-words.ts'

const C = 'packages/console/src'

const check = async (zh: object, en: object, code: string) => {
  const tree = treeOf({
    [`${C}/i18n/zh-CN/people.json`]: JSON.stringify(zh),
    [`${C}/i18n/en/people.json`]: JSON.stringify(en),
    [`${C}/page.tsx`]: code,
  })
  return (await consoleWordsRule.check(tree)).map(({ says }) => says)
}

test('texts that agree and are used, plurals and computed keys included', async () => {
  const code = `const { t } = useTranslation('people')\nt('title', { name }); t('people:count', { count }); t(\`state.\${state}\`)`
  expect(
    await check(
      { title: '{{name}} 的资料', count: '{{count}} 人', state: { open: '开', closed: '关' } },
      {
        title: 'About {{ name }}',
        count_one: '{{count}} person',
        count_other: '{{count}} people',
        state: { open: 'Open', closed: 'Closed' },
      },
      code,
    ),
  ).toEqual([])
})

test('a key that one language lacks, an empty one, and other holes', async () => {
  const code = `t('a'); t('b'); t('c'); t('d')`
  expect(await check({ a: '甲', b: '乙', c: '{{n}} 个', d: '丁' }, { a: 'A', c: '{{m}}', d: ' ' }, code)).toEqual([
    expect.stringContaining('b is missing'),
    expect.stringContaining('c has holes “m”'),
    expect.stringContaining('d is empty'),
  ])
})

test('a key nobody uses and a key nobody wrote', async () => {
  expect(await check({ a: '甲', b: '乙' }, { a: 'A', b: 'B' }, `useTranslation('places')\nt('a'); t('people:z')`)).toEqual([
    expect.stringContaining('nobody uses the key b'),
    expect.stringContaining('no area places'),
    expect.stringContaining('no text for people:z'),
  ])
})

test('a console without texts', async () => {
  expect(await consoleWordsRule.check(treeOf({ [`${C}/page.tsx`]: '' }))).toHaveLength(1)
})
