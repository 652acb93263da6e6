/** Clock, random, environment and console are injected: only the files that wrap them may touch them. */
import type { Finding, Rule } from '../rule.ts'
import { productionFiles, type Tree } from '../tree.ts'

const PLATFORM = 'packages/server/src/platform'
const MAIN = 'packages/server/src/main.ts'
const SANDBOX_MACHINE = 'packages/wechat-sandbox/src/machine.ts'

interface Ban {
  readonly uses: RegExp
  /** Imports that bring the same thing by another door: a Node module and the names of it. */
  readonly imports?: { readonly from: RegExp; readonly names: RegExp }
  readonly instead: string
  /** Files, or folders ending in a slash, that may. */
  readonly allowed: readonly string[]
}

const bans: readonly Ban[] = [
  {
    uses: /^(Date\.now|Date|new Date\(\)|Temporal\.Now\b.*)$/,
    instead: 'take a clock from the handles',
    allowed: [`${PLATFORM}/clock.ts`, 'packages/console/src/clock.ts', 'packages/cli/src/clock.ts', SANDBOX_MACHINE],
  },
  {
    uses: /^(Math\.random|crypto\.(randomUUID|getRandomValues)|(crypto\.)?webcrypto\..*)$/,
    imports: { from: /^(node:)?crypto$/, names: /^(random(Bytes|UUID|Int|Fill|FillSync)|getRandomValues|webcrypto)$/ },
    instead: 'take ids from the handles',
    // Keys, salts and nonces need bytes that no simulation may replay.
    allowed: [`${PLATFORM}/ids.ts`, `${PLATFORM}/crypto/`, `${PLATFORM}/auth/`, `${PLATFORM}/lifecycle/secret.ts`, SANDBOX_MACHINE],
  },
  {
    uses: /^process\.env$/,
    imports: { from: /^(node:)?process$/, names: /^(env|default|\*)$/ },
    instead: 'take the configuration from the handles',
    allowed: [`${PLATFORM}/config.ts`, `${PLATFORM}/thread-pool.ts`, MAIN, 'packages/cli/'],
  },
  {
    uses: /^console\.\w+$/,
    instead: 'write to the log of the handles',
    allowed: [`${PLATFORM}/log.ts`, MAIN, 'packages/cli/'],
  },
  {
    uses: /^(setTimeout|setInterval|setImmediate)$/,
    imports: { from: /^(node:)?timers(\/promises)?$/, names: /./ },
    instead: 'use pause() of platform/clock.ts, or a row with a due time',
    allowed: [
      `${PLATFORM}/clock.ts`,
      MAIN,
      SANDBOX_MACHINE,
      'packages/wechat-sandbox/src/playground/page/',
      'packages/console/',
      'packages/cli/',
    ],
  },
]

export const callsRule: Rule = {
  name: 'calls',
  about: 'clock, random, environment, console and timers are injected',
  check: bannedCalls,
}

function bannedCalls(tree: Tree): Finding[] {
  return productionFiles(tree, 'packages').flatMap(({ path, code }) =>
    bans
      .filter(({ allowed }) => !allowed.some((place) => path === place || (place.endsWith('/') && path.startsWith(place))))
      .flatMap((ban) => [
        ...code()
          .uses.filter(({ text }) => ban.uses.test(text))
          .map(({ text, line }) => ({ path, line, says: `${text} is not for here: ${ban.instead}` })),
        ...code()
          .imports.filter(
            ({ specifier, names }) => ban.imports?.from.test(specifier) && names.some((name) => ban.imports?.names.test(name)),
          )
          .map(({ specifier, names, line }) => ({
            path,
            line,
            says: `${names.join(', ')} of ${specifier} is not for here: ${ban.instead}`,
          })),
      ]),
  )
}
