/** `liuchi call NAME`: any endpoint of the management API, by its name in the list that the server itself walks. */
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { type ApiCall, send } from '../api.ts'
import { type Context, collect, globalsOf, pairs, withServer } from '../command.ts'
import { Failure } from '../failure.ts'
import { openOutput, table } from '../output.ts'
import { locale, say } from '../words.ts'

interface Options {
  readonly param?: string[]
  readonly query?: string[]
  readonly body?: string
  readonly form?: string[]
}

interface Called {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly form?: 'multipart' | 'file'
}

export function addCall(program: Command): void {
  program
    .command('call')
    .description(say('调用管理 API 的任一端点；不给名称则列出全部', 'call any endpoint of the management API; without a name, list them'))
    .argument('[name]')
    .option('--param <name=value>', say('路径参数，可多次', 'parameter of the path; may be repeated'), collect)
    .option('--query <name=value>', say('查询参数，可多次', 'parameter of the query; may be repeated'), collect)
    .option('--body <json>', say('JSON 请求体；@文件 或 - 从文件或标准输入读', 'JSON body; @FILE or - reads it from a file or from stdin'))
    .option('--form <name=value>', say('表单字段，@文件 为上传，可多次', 'field of a form, @FILE uploads; may be repeated'), collect)
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const { endpoints } = await import('@liuchi/server/endpoints')
      if (name === undefined) {
        const listed = endpoints.map(({ name, method, path, summary }) => ({
          name,
          method,
          path,
          summary: summary[locale() === 'zh-CN' ? 'zh' : 'en'],
        }))
        openOutput(globalsOf(command)).result(listed, () =>
          table(
            [say('名称', 'name'), say('方法', 'method'), say('路径', 'path'), say('说明', 'summary')],
            listed.map((one) => [one.name, one.method, one.path, one.summary]),
          ),
        )
        return
      }
      const endpoint = endpoints.find((one) => one.name === name)
      if (!endpoint)
        throw new Failure(say(`没有端点 ${name}；liuchi call 列出全部`, `There is no endpoint ${name}; liuchi call lists them`))
      await withServer(command, (context) => call(context, endpoint, options))
    })
}

async function call({ server, workspace, output }: Context, endpoint: Called, options: Options): Promise<void> {
  const response = await send(server, { ...(await requestOf(endpoint, options)), workspace })
  if (endpoint.form === 'file') {
    if (response.body) await pipeline(response.body, process.stdout, { end: false })
    return
  }
  const text = await response.text()
  const answer: unknown = text === '' ? {} : JSON.parse(text)
  output.result(answer, () => JSON.stringify(answer, undefined, 2))
}

async function requestOf(endpoint: Called, options: Options): Promise<ApiCall> {
  const params = pairs(options.param ?? [], '--param')
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Failure(say(`缺少 --param ${name}=…`, `--param ${name}=… is missing`))
    return encodeURIComponent(value)
  })
  const query: Record<string, string[]> = {}
  for (const text of options.query ?? []) {
    const [[name, value]] = Object.entries(pairs([text], '--query')) as [[string, string]]
    query[name] = [...(query[name] ?? []), value]
  }
  return {
    method: endpoint.method,
    path,
    query,
    ...(options.body !== undefined && { body: await readBody(options.body) }),
    ...(endpoint.form === 'multipart' && { form: await readForm(options.form ?? []) }),
  }
}

async function readBody(given: string): Promise<unknown> {
  const text = given === '-' ? await readFile('/dev/stdin', 'utf8') : given.startsWith('@') ? await readFile(given.slice(1), 'utf8') : given
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(say(`--body 不是 JSON：${String(error)}`, `--body is not JSON: ${String(error)}`))
  }
}

async function readForm(texts: readonly string[]): Promise<FormData> {
  const form = new FormData()
  for (const [name, value] of Object.entries(pairs(texts, '--form'))) {
    if (value.startsWith('@')) form.set(name, await openAsBlob(value.slice(1)), basename(value.slice(1)))
    else form.set(name, value)
  }
  return form
}
