/** Permissions, patterns and roles. */
import { expect, test } from 'vitest'
import { covers, permissionsIn } from './actor.ts'
import { EVERY_PERMISSION, isPermissionPattern, PERMISSIONS, type Permission, permissionsOf, permissionWords } from './permissions.ts'
import { permissionsOfRole, ROLE_NAMES, roles } from './roles.ts'

test('patterns reach what they say', () => {
  expect(permissionsOf(['*'])).toEqual(EVERY_PERMISSION)
  expect([...permissionsOf(['people.*'])].sort()).toEqual(['people.read', 'people.read_personal', 'people.write'])
  expect([...permissionsOf(['people.read'])]).toEqual(['people.read'])
  expect(permissionsOf(['people', 'people.rea', 'peop.*', 'nothing.read', '']).size).toBe(0)
})

test.each(['', '**', 'people', 'people.', '.read', 'people.**', 'nothing.*', 'nothing.read', 'People.read', 'people.read '])(
  '%j is no pattern',
  (pattern) => {
    expect(isPermissionPattern(pattern)).toBe(false)
  },
)

test('every declared permission is a pattern and has words in both languages', () => {
  for (const permission of PERMISSIONS) {
    expect(isPermissionPattern(permission)).toBe(true)
    expect(permissionWords[permission].zh).toMatch(/\p{Script=Han}/u)
    expect(permissionWords[permission].en).not.toMatch(/\p{Script=Han}/u)
  }
})

test('every pattern of every role reaches something, and each role has less than the owner', () => {
  for (const name of ROLE_NAMES) {
    for (const pattern of roles[name].patterns) expect(isPermissionPattern(pattern)).toBe(true)
    expect(covers(permissionsOfRole('owner'), permissionsOfRole(name))).toBe(true)
    if (name !== 'owner') expect(covers(permissionsOfRole(name), permissionsOfRole('owner'))).toBe(false)
  }
})

test('only those who serve people see phone numbers', () => {
  const seeing = ROLE_NAMES.filter((name) => permissionsOfRole(name).has('people.read_personal'))
  expect(seeing).toEqual(['owner', 'admin', 'operator', 'guide'])
})

test('a role of a later version may do nothing here', () => {
  expect(permissionsOfRole('emperor').size).toBe(0)
  expect(permissionsOfRole('constructor').size).toBe(0)
})

test('grants add up: everywhere and here, never elsewhere', () => {
  const grants = new Map<number, ReadonlySet<Permission>>([
    [0, new Set<Permission>(['events.read'])],
    [7, new Set<Permission>(['people.read'])],
  ])
  expect([...permissionsIn(grants, 7)].sort()).toEqual(['events.read', 'people.read'])
  expect([...permissionsIn(grants, 8)]).toEqual(['events.read'])
  expect([...permissionsIn(grants, 0)]).toEqual(['events.read'])
})
