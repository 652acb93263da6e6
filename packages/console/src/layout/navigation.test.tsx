/** Who sees what in the menu, and where an address belongs. */
import { expect, test } from 'vitest'
import { pathsIn } from '../paths.ts'
import { navigationFor, pageAt } from './navigation.tsx'

const everything = [
  'events.read',
  'insights.read',
  'imports.read',
  'people.read',
  'audiences.read',
  'tags.read',
  'reach.read',
  'channels.read',
  'keys.manage',
  'accounts.manage',
  'audit.read',
  'consents.read',
  'privacy.erase',
]
const keysOf = (permissions: readonly string[]) => navigationFor(permissions).flatMap(({ pages }) => pages.map(({ key }) => key))

test('a page shows to whoever may read it; an area without pages is gone', () => {
  expect(keysOf(['people.read'])).toEqual(['today', 'people', 'conflicts', 'duplicates', 'workspaces', 'sessions', 'identifierKinds'])
  expect(navigationFor([]).map(({ key }) => key)).toEqual(['today', 'settings'])
})

test('letters after g are unique', () => {
  const letters = navigationFor(everything).flatMap(({ pages }) => pages.map(({ letter }) => letter))
  expect(new Set(letters).size).toBe(letters.length)
})

test('an address belongs to the page with the longest path that begins it', () => {
  const paths = pathsIn('main')
  const areas = navigationFor(everything)
  expect(pageAt(areas, paths, paths.event('buy'))?.page.key).toBe('events')
  expect(pageAt(areas, paths, paths.newImport())?.page.key).toBe('imports')
  expect(pageAt(areas, paths, '/w/main/eventsx')).toBeUndefined()
})
