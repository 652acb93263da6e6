/**
 * Random lives of tags, held against a model that keeps marks in maps and finds people anew from the list of merges: by hand, exclusive groups,
 * merges and un-merges, groups made exclusive and open. What Postgres shows, what the history says and whom a rule finds must agree with it.
 */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { inTransaction, sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople } from '../../events/testing.ts'
import { changeTagMarks, mergePeople, personsOfAtoms, tagsOfPersons } from '../../identity/index.ts'
import { changeGroup, createGroup, createTag, unmerge } from '../../identity/testing.ts'
import { settleCopies } from '../copies/publish.ts'
import { evaluateRules, pageOfRule } from '../rule/index.ts'

const PEOPLE = 6
const RUNS = Number(process.env.LIUCHI_SEEDS ?? 6)
const LONGEST_RUN_MS = 5_000
const EXCLUSIVE = ['金', '银', '铜']
const OPEN = ['老客', '颜色']
const NAMES = [...EXCLUSIVE, ...OPEN]

let world: World
beforeAll(async () => {
  world = await openWorld()
})

type Command =
  | {
      readonly do: 'mark'
      readonly tag: number
      readonly value: string
      readonly add: readonly number[]
      readonly remove: readonly number[]
    }
  | { readonly do: 'merge'; readonly a: number; readonly b: number }
  | { readonly do: 'unmerge'; readonly pick: number }
  | { readonly do: 'group'; readonly exclusive: boolean }

const who = fc.nat(PEOPLE - 1)
const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({
          do: fc.constant('mark' as const),
          tag: fc.nat(NAMES.length - 1),
          value: fc.constantFrom('', '', '红', '蓝'),
          add: fc.uniqueArray(who, { maxLength: 2 }),
          remove: fc.uniqueArray(who, { maxLength: 2 }),
        })
        .map((one) => ({ ...one, value: NAMES[one.tag] === '颜色' ? one.value : '' })),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('merge' as const), a: who, b: who }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), pick: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('group' as const), exclusive: fc.boolean() }) },
  ),
  { minLength: 5, maxLength: 30 },
)

interface Merge {
  readonly id: number
  readonly a: number
  readonly b: number
}

interface Life {
  readonly workspaceId: number
  readonly atoms: readonly number[]
  readonly tagIds: readonly number[]
  readonly groupId: string
  exclusive: boolean
  merges: Merge[]
  /** Atom → `tag value` → since. */
  readonly marks: Map<number, Map<string, number>>
  now: number
}

const keyOf = (tag: number, value: string) => `${tag} ${value}`
const tagOf = (key: string) => Number(key.split(' ')[0])

async function begin(): Promise<Life> {
  const { handles } = world
  const { id: workspaceId } = await world.newWorkspace()
  const atoms = await newPeople(handles, { workspaceId, count: PEOPLE })
  const group = await createGroup(handles, { workspaceId, name: '级别', exclusive: true, dimension: null, by: 'test' })
  const tagIds: number[] = []
  for (const name of NAMES) {
    const groupId = EXCLUSIVE.includes(name) ? group.id : null
    const more = { kind: 'manual', dimension: undefined, description: '', color: 'blue' } as const
    tagIds.push((await createTag(handles, { workspaceId, name, groupId, ...more, by: 'test' })).id)
  }
  const marks = new Map(atoms.map((atom) => [atom, new Map<string, number>()]))
  return { workspaceId, atoms, tagIds, groupId: group.id, exclusive: true, merges: [], marks, now: Date.UTC(2026, 0, 1) }
}

/** All atoms of the person, from the merges alone. */
function peopleOf({ merges }: Life, atom: number): number[] {
  const found = new Set([atom])
  for (const one of found) for (const { a, b } of merges) if (a === one || b === one) found.add(a).add(b)
  return [...found]
}

/** What the person shows: `tag value`. */
function shownOf(life: Life, atom: number): string[] {
  const all = peopleOf(life, atom).flatMap((one) =>
    [...(life.marks.get(one) ?? [])].map(([key, since]) => ({ key, since, tag: tagOf(key) })),
  )
  const rivals = life.exclusive ? all.filter(({ tag }) => tag < EXCLUSIVE.length) : []
  const winner = rivals.reduce<(typeof all)[number] | undefined>(
    (best, one) => (best && (best.since > one.since || (best.since === one.since && best.tag >= one.tag)) ? best : one),
    undefined,
  )
  const shown = all.filter(({ tag }) => !life.exclusive || tag >= EXCLUSIVE.length || tag === winner?.tag)
  return [...new Set(shown.map(({ key }) => key))].sort()
}

async function act(life: Life, command: Command): Promise<void> {
  const { handles } = world
  const { workspaceId, atoms } = life
  const atomAt = (index: number) => atoms[index] ?? 0
  life.now += 1_000
  switch (command.do) {
    case 'mark': {
      const removed = new Set(command.remove.flatMap((index) => peopleOf(life, atomAt(index))))
      const add = command.add.map(atomAt).filter((atom) => !removed.has(atom))
      const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms })
      await inTransaction(handles.db, (tx) =>
        changeTagMarks(tx, {
          workspaceId,
          tagId: life.tagIds[command.tag] ?? 0,
          value: command.value,
          add,
          remove: command.remove.map(atomAt),
          cause: 'bulk',
          by: 'test',
          at: new Date(life.now),
        }),
      )
      modelMarks(life, { ...command, add, remove: command.remove.map(atomAt), personOf })
      return
    }
    case 'merge': {
      const [a, b] = [atomAt(command.a), atomAt(command.b)]
      if (peopleOf(life, a).includes(b)) return
      await inTransaction(handles.db, (tx) =>
        sql`update identity_apart set lifted_at = ${new Date(life.now)} where workspace_id = ${workspaceId}`.execute(tx),
      )
      const { mergeId } = await mergePeople(handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: '' })
      const { rows } =
        await sql<Merge>`select id, a, b from identity_merges where workspace_id = ${workspaceId} and id = ${mergeId}`.execute(handles.db)
      life.merges.push(...rows)
      return
    }
    case 'unmerge': {
      const merge = life.merges[command.pick % (life.merges.length || 1)]
      if (!merge) return
      await unmerge(handles, { workspaceId, person: merge.a, mergeId: merge.id, by: 'test' })
      life.merges = life.merges.filter((one) => one !== merge)
      return
    }
    case 'group':
      await changeGroup(handles, { workspaceId, id: life.groupId, exclusive: command.exclusive })
      life.exclusive = command.exclusive
  }
}

interface Marked {
  readonly tag: number
  readonly value: string
  readonly add: readonly number[]
  readonly remove: readonly number[]
  readonly personOf: ReadonlyMap<number, number>
}

function modelMarks(life: Life, { tag, value, add, remove, personOf }: Marked): void {
  const isRival = (other: number) => life.exclusive && tag < EXCLUSIVE.length && other < EXCLUSIVE.length && other !== tag
  const shows = (atom: number, wanted: (shown: number) => boolean) => shownOf(life, atom).some((key) => wanted(tagOf(key)))
  const drop = (atom: number, gone: (key: string) => boolean) => {
    for (const one of peopleOf(life, atom)) {
      const own = life.marks.get(one)
      for (const key of [...(own?.keys() ?? [])]) if (gone(key)) own?.delete(key)
    }
  }
  // Who shows what is looked at before anything changes.
  const emptied = new Set(remove.filter((atom) => life.exclusive && tag < EXCLUSIVE.length && shows(atom, (shown) => shown === tag)))
  for (const atom of add) {
    if (shows(atom, isRival)) drop(atom, (key) => isRival(tagOf(key)))
    const people = peopleOf(life, atom)
    if (people.some((one) => life.marks.get(one)?.has(keyOf(tag, value)))) continue
    life.marks.get(personOf.get(atom) ?? 0)?.set(keyOf(tag, value), life.now)
  }
  for (const atom of remove)
    drop(atom, (key) => (tagOf(key) === tag && (value === '' || key === keyOf(tag, value))) || (emptied.has(atom) && isRival(tagOf(key))))
}

async function check(life: Life): Promise<void> {
  const { workspaceId, atoms, tagIds } = life
  const { db } = world.handles
  const { rows } = await sql<{ atom: number; tag: number; value: string; has: boolean; changes: number; before: boolean[] | null }>`
    select mark.atom, mark.tag_id as tag, mark.value, mark.has, mark.changes, array(select entry.has from identity_tag_history entry
      where entry.workspace_id = mark.workspace_id and entry.tag_id = mark.tag_id and entry.value = mark.value and entry.atom = mark.atom
      order by entry.changes) as before
    from identity_tag_marks mark where mark.workspace_id = ${workspaceId}`.execute(db)
  const stored = rows.filter(({ has }) => has).map(({ atom, tag, value }) => `${atom} ${keyOf(tagIds.indexOf(tag), value)}`)
  const modelled = [...life.marks].flatMap(([atom, own]) => [...own.keys()].map((key) => `${atom} ${key}`))
  expect(stored.sort()).toEqual(modelled.sort())
  // Coming and going by turns, from the first coming on.
  for (const { before, has, changes } of rows)
    expect([...(before ?? []), has], 'the history').toEqual(Array.from({ length: changes }, (_, index) => index % 2 === 0))
  const persons = [...new Set((await personsOfAtoms(db, { workspaceId, atoms })).values())]
  const tags = await tagsOfPersons(db, { workspaceId, persons })
  for (const person of persons) {
    const shown = (tags.get(person) ?? []).map(({ tagId, value }) => keyOf(tagIds.indexOf(tagId), value)).sort()
    expect(shown).toEqual(shownOf(life, person))
    if (life.exclusive) expect(new Set(shown.map(tagOf).filter((tag) => tag < EXCLUSIVE.length)).size).toBeLessThanOrEqual(1)
  }
}

/** Whom a rule finds among everybody, and among people looked at by themselves. */
async function checkRules(life: Life): Promise<void> {
  const { handles } = world
  const { workspaceId, atoms } = life
  await settleCopies(handles, { withinMs: 30_000 })
  const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms })
  const persons = [...new Set(personOf.values())]
  const leaves = [...NAMES.map((name) => ({ name })), { name: '颜色', value: '红' }]
  const caller = { clickhouse: handles.clickhouse }
  const question = { workspaceId, timeZone: 'Asia/Shanghai', asOf: life.now }
  const people = { atoms, persons: atoms.map((atom) => personOf.get(atom) ?? atom) }
  const rules = new Map(leaves.map((tag) => [JSON.stringify(tag), { tag }]))
  const evaluated = await evaluateRules(handles, caller, { ...question, people, rules })
  for (const tag of leaves) {
    const index = NAMES.indexOf(tag.name)
    const fits = (key: string) => tagOf(key) === index && (!('value' in tag) || key === keyOf(index, tag.value))
    const expected = persons.filter((person) => shownOf(life, person).some(fits)).sort((a, b) => a - b)
    expect(await pageOfRule(handles, caller, { ...question, rule: { tag }, after: 0, limit: 100 }), JSON.stringify(tag)).toEqual(expected)
    expect(
      [...(evaluated.get(JSON.stringify(tag))?.holds ?? [])].sort((a, b) => a - b),
      JSON.stringify(tag),
    ).toEqual(expected)
  }
}

test('tags are what was put on, whatever is merged and taken apart', { timeout: 60_000 + RUNS * LONGEST_RUN_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (acts) => {
      const life = await begin()
      for (const command of acts) {
        await act(life, command)
        await check(life)
      }
      await checkRules(life)
    }),
    { numRuns: RUNS },
  )
})

test('writers at once leave one tag of an exclusive group, and a history that fits', async () => {
  const life = await begin()
  const { workspaceId, atoms, tagIds } = life
  const write = (turn: number) =>
    inTransaction(world.handles.db, (tx) =>
      changeTagMarks(tx, {
        workspaceId,
        tagId: tagIds[turn % EXCLUSIVE.length] ?? 0,
        add: atoms.filter((_, index) => (turn + index) % 2 === 0),
        remove: turn % 5 === 4 ? atoms.filter((_, index) => (turn + index) % 2 === 1) : [],
        cause: 'bulk',
        by: 'test',
        at: new Date(life.now + turn),
      }),
    )
  await Promise.all(Array.from({ length: 40 }, (_, turn) => write(turn)))
  const { rows } = await sql<{ marks: number; wrong: number }>`
    select (select max(marks) from (select count(*) as marks from identity_tag_marks where workspace_id = ${workspaceId} and has group by atom) as of_atom) as marks,
      (select count(*) from identity_tag_marks mark where mark.workspace_id = ${workspaceId} and mark.changes <> 1 + (
        select count(*) from identity_tag_history entry where entry.workspace_id = mark.workspace_id and entry.atom = mark.atom and entry.tag_id = mark.tag_id)) as wrong`.execute(
    world.handles.db,
  )
  expect(rows).toEqual([{ marks: 1, wrong: 0 }])
})
