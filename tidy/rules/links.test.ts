import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { linksRule } from './links.ts'

test('links to pages, folders and headings, and those that lead nowhere', async () => {
  const tree = treeOf({
    'README.md':
      '[a](docs/a.md) [folder](docs/) [web](https://example.com) [here](#liuchi-留池)\n# Liuchi 留池\n`[code](nowhere.md)`\n[gone](docs/b.md)\n[no heading](docs/a.md#two)\n![picture](p.png)',
    'docs/a.md': '# One, and more\n# One, and more\n[back](../README.md) [second](#one-and-more-1)\n```\n[x](y.md)\n```\n[ref]: missing.md',
  })
  expect((await linksRule.check(tree)).map(({ path, line }) => `${path}:${line}`)).toEqual([
    'README.md:4',
    'README.md:5',
    'README.md:6',
    'docs/a.md:7',
  ])
})
