/** The house: format, lint, types, the rules of tidy, unused exports, drift. Every part runs, also after one has failed. */
import { existsSync } from 'node:fs'
import { capture, stopCode } from './child.mjs'
import { at, pinnedNode, root } from './paths.mjs'
import { inWords } from './say.mjs'

const bin = (name) => at('node_modules', '.bin', name)

/** Each part: what it is called, and the arguments for the pinned Node. */
const parts = [
  { name: 'format and lint', args: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'types', args: [bin('tsc'), '--noEmit'] },
  ...['console', 'storefront', 'wechat-sandbox']
    .filter((name) => existsSync(at('packages', name, 'tsconfig.json')))
    .map((name) => ({ name: `types of ${name}`, args: [bin('tsc'), '--noEmit', '-p', at('packages', name)] })),
  { name: 'tidy and drift', args: [at('tidy', 'main.ts')], alwaysShown: true },
  { name: 'unused', args: [bin('knip')] },
]

/** @returns {Promise<number>} 0 when the house is in order */
export async function check() {
  const began = Date.now()
  const failed = []
  for (const part of parts) {
    const partBegan = Date.now()
    const { code, output } = await capture(pinnedNode, part.args, { cwd: root })
    if (stopCode() !== undefined) return stopCode()
    if (code !== 0) failed.push(part.name)
    if (code !== 0 || part.alwaysShown) process.stdout.write(output)
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${part.name} (${inWords(Date.now() - partBegan)})\n`)
  }
  const verdict = failed.length === 0 ? 'The house is in order' : `Not in order: ${failed.join(', ')}`
  process.stdout.write(`${verdict} (${inWords(Date.now() - began)})\n`)
  return failed.length === 0 ? 0 : 1
}
