/** Watch mode: the server starts again when its sources change, and the console's own dev server serves the pages with what changed. */
import { existsSync } from 'node:fs'
import { launch } from './child.mjs'
import { at, pinnedNode, root, serverFlags } from './paths.mjs'

/** @param {readonly string[]} args for the server */
export async function dev(args) {
  const main = at('packages', 'server', 'src', 'main.ts')
  const programs = [launch(pinnedNode, ['--watch', '--watch-preserve-output', ...serverFlags(), main, ...args], { cwd: root })]
  if (existsSync(at('packages', 'console', 'index.html'))) {
    const vite = at('node_modules', 'vite', 'bin', 'vite.js')
    programs.push(launch(pinnedNode, [vite, '--clearScreen', 'false'], { cwd: at('packages', 'console') }))
  }
  const code = await Promise.race(programs.map((program) => program.ended))
  for (const program of programs) program.stop()
  await Promise.allSettled(programs.map((program) => program.ended))
  return code
}
