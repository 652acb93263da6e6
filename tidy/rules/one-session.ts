/** PGlite behind its socket is one session for everybody, and time comes from our two clocks: SQL that forgets either is banned. */
import type { Finding, Rule } from '../rule.ts'
import { lineAt, type SqlText, sqlTexts } from '../sql.ts'
import { productionFiles, type Tree } from '../tree.ts'

interface Ban {
  readonly sql: RegExp
  readonly says: string
}

/** `(^|;)\\s*` begins a statement: the text itself, or what follows a semicolon. */
const bans: readonly Ban[] = [
  {
    sql: /\bpg_(try_)?advisory_(un)?lock(_shared|_all)?\b/gi,
    says: 'a session lock is everybody’s on PGlite: use pg_advisory_xact_lock or a lease row',
  },
  { sql: /(^|;)\s*(un)?listen\s+\S/gi, says: 'LISTEN does not work behind the PGlite socket: use the outbox' },
  {
    sql: /(^|;)\s*set\s+(session\s+)?(?!local\b|transaction\b|constraints\b)[a-z_.]+\s*(=|to\b)/gi,
    says: 'SET changes everybody’s session on PGlite: use set local inside a transaction',
  },
  { sql: /(^|;)\s*(reset|discard)\s+\w+/gi, says: 'this changes everybody’s session on PGlite' },
  {
    sql: /\bset_config\s*\([^)]*\bfalse\s*\)/gi,
    says: 'set_config(…, false) changes everybody’s session on PGlite: pass true inside a transaction',
  },
  {
    sql: /\bcreate\s+(global\s+|local\s+)?temp(orary)?\b/gi,
    says: 'temporary tables are everybody’s on PGlite: use a CTE or an array parameter',
  },
  { sql: /(^|;)\s*prepare\s+\w+/gi, says: 'named statements clash on PGlite: send the text' },
  { sql: /\bwith\s+hold\b/gi, says: 'a held cursor outlives its transaction in everybody’s session: page by key' },
  {
    sql: /\b(now|now64|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|today|yesterday|utctimestamp|gen_random_uuid|uuidv[47]|random)\s*\(\s*\d*\s*\)/gi,
    says: 'time and chance come from the clocks and ids of the handles: pass a parameter',
  },
  {
    sql: /\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b/gi,
    says: 'time comes from the clocks of the handles: pass a parameter',
  },
]

export const oneSessionRule: Rule = {
  name: 'one-session',
  about: 'SQL keeps to one session and to the two clocks',
  check: (tree) => [...sqlTexts(tree).flatMap(bannedSql), ...namedStatements(tree)],
}

function bannedSql(text: SqlText): Finding[] {
  return bans.flatMap(({ sql, says }) =>
    [...text.sql.matchAll(sql)].map((match) => {
      const begins = match.index + (match[0].length - match[0].replace(/^[\s;]+/, '').length)
      return { path: text.path, line: lineAt(text, begins), says }
    }),
  )
}

/** `query({ name, text })` of pg prepares a statement under that name. */
function namedStatements(tree: Tree): Finding[] {
  return productionFiles(tree, 'packages/server/src').flatMap(({ path, code }) =>
    code()
      .objects.filter(({ keys, usedBy }) => usedBy.endsWith('.query') && keys.includes('name') && keys.includes('text'))
      .map(({ line }) => ({ path, line, says: 'named statements clash on PGlite: leave the name out' })),
  )
}
