/** `liuchi keys …`: API keys and write keys. */
import type { Command } from 'commander'
import { ask } from '../api.ts'
import { collect, withServer } from '../command.ts'
import { table } from '../output.ts'
import { say } from '../words.ts'

interface Key {
  readonly id: string
  readonly name: string
  readonly key?: string
  readonly hint?: string
  readonly permissions?: readonly string[]
  readonly createdAt: string
  readonly revokedAt: string | null
}

export function addKeys(program: Command): void {
  const keys = program.command('keys').description(say('API 密钥与写入密钥', 'API keys and write keys'))
  const write = ['--write', say('写入密钥（采集用），而不是 API 密钥', 'write keys, for collecting, instead of API keys')] as const
  keys
    .command('list', { isDefault: true })
    .description(say('列出密钥', 'list the keys'))
    .option(...write)
    .action((options: { write?: boolean }, command: Command) =>
      withServer(command, async ({ server, workspace, output }) => {
        const answer = await ask(server, { path: pathOf(options), query: { limit: 200 }, workspace })
        output.result(answer, () => listing((answer.items ?? []) as readonly Key[]))
      }),
    )
  keys
    .command('create')
    .description(say('新建密钥，API 密钥只显示这一次', 'make a key; an API key is shown this once'))
    .argument('<name>')
    .option(...write)
    .option(
      '--permission <pattern>',
      say('权限，如 events.read、imports.*、*，可多次', 'permission, for example events.read, imports.*, *; may be repeated'),
      collect,
    )
    .action((name: string, options: { write?: boolean; permission?: string[] }, command: Command) =>
      withServer(command, async ({ server, workspace, output }) => {
        const body = options.write ? { name } : { name, permissions: options.permission ?? ['*'] }
        const answer = await ask(server, { method: 'POST', path: pathOf(options), body, workspace })
        output.result(answer, () => `${answer.id}  ${answer.key}`)
      }),
    )
  keys
    .command('revoke')
    .description(say('吊销密钥', 'revoke a key'))
    .argument('<id>')
    .option(...write)
    .action((id: string, options: { write?: boolean }, command: Command) =>
      withServer(command, async ({ server, workspace, output }) => {
        await ask(server, { method: 'DELETE', path: `${pathOf(options)}/${encodeURIComponent(id)}`, workspace })
        output.result({ id, revoked: true }, () => say(`已吊销 ${id}`, `revoked ${id}`))
      }),
    )
}

function pathOf(options: { write?: boolean }): string {
  return options.write ? '/write-keys' : '/keys'
}

function listing(keys: readonly Key[]): string {
  const headings = ['id', say('名称', 'name'), say('密钥', 'key'), say('权限', 'permissions'), say('新建', 'made'), say('吊销', 'revoked')]
  return table(
    headings,
    keys.map((key) => [
      key.id,
      key.name,
      key.key ?? `${key.hint ?? ''}…`,
      key.permissions?.join(' ') ?? '',
      key.createdAt,
      key.revokedAt ?? '',
    ]),
  )
}
