/** The bootstrap of every npm script: any Node ≥ 20 installs what is missing and hands over to the pinned Node. `node setup/run.mjs COMMAND [ARGS]` */
import { commands } from './commands.mjs'
import { ensureInstalled } from './install.mjs'
import { Refusal, say } from './say.mjs'

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

try {
  if (!command) throw new Refusal(`usage: node setup/run.mjs ${Object.keys(commands).join('|')} [arguments]`)
  await ensureInstalled()
  process.exitCode = await command(args)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  say(error.message)
  process.exitCode = 1
}
