/** Migrations are numbered without gaps in their folder and only go forward. */
import type { Finding, Rule } from '../rule.ts'
import { withoutComments } from '../sql.ts'
import type { Tree } from '../tree.ts'

const PLACE = /^(packages\/server\/src\/(?:platform\/[^/]+|modules\/.+))\/migrations\/([^/]+)$/
const NAME = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*(\.ch)?\.sql$/
const BACKWARD = /\b(down|rollback|undo|revert)\b/i
/** Each migration already runs in a transaction of its own. */
const TRANSACTION = /(^|;)\s*(begin|commit|rollback)\b/i

export const migrationsRule: Rule = {
  name: 'migrations',
  about: 'migrations are numbered without gaps and go forward only',
  check: (tree) => {
    const folders = foldersOf(tree)
    return [
      ...[...folders].flatMap(([folder, names]) => numbering(folder, names)),
      ...[...folders].flatMap(([folder, names]) => contents(tree, folder, names)),
    ]
  },
}

function foldersOf(tree: Tree): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const { path } of tree.files) {
    const [, folder, name] = PLACE.exec(path) ?? []
    if (folder && name) folders.set(`${folder}/migrations`, [...(folders.get(`${folder}/migrations`) ?? []), name])
  }
  return folders
}

function numbering(folder: string, names: readonly string[]): Finding[] {
  const odd = names
    .filter((name) => !NAME.test(name))
    .map((name) => ({ path: `${folder}/${name}`, says: 'a migration is called NNNN-what-it-does.sql, or .ch.sql for ClickHouse' }))
  const wrong = names
    .filter((name) => NAME.test(name))
    .sort()
    .flatMap((name, at) => {
      const expected = String(at + 1).padStart(4, '0')
      return name.startsWith(expected)
        ? []
        : [
            {
              path: `${folder}/${name}`,
              says: `this should be number ${expected}: numbers of a folder have no gap and no double, both stores together`,
            },
          ]
    })
  return [...odd, ...wrong]
}

function contents(tree: Tree, folder: string, names: readonly string[]): Finding[] {
  return names.flatMap((name) => {
    const path = `${folder}/${name}`
    const sql = withoutComments(tree.file(path)?.text() ?? '')
    const findings: Finding[] = []
    if (BACKWARD.test(name)) findings.push({ path, says: 'there is no way back: write a new migration that goes forward' })
    if (TRANSACTION.test(sql)) findings.push({ path, says: 'a migration runs in a transaction already: leave begin and commit out' })
    return findings
  })
}
