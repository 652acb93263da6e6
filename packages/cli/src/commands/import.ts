/** `liuchi import FILE --preset NAME`: uploads a file and returns when its rows are stored and counted. */
import { openAsBlob } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { ask } from '../api.ts'
import { type Context, collect, pairs, withServer } from '../command.ts'
import { Failure } from '../failure.ts'
import { count } from '../output.ts'
import { openProgressBar, speed } from '../progress-bar.ts'
import { say } from '../words.ts'

interface Options {
  readonly preset: string
  readonly map?: string[]
  readonly set?: string[]
  readonly timeZone?: string
  readonly encoding?: string
  readonly delimiter?: string
}

interface ImportState {
  readonly id: string
  readonly status: string
  readonly rowsRead: number
  readonly rowsStored: number
  readonly rowsRejected: number
  readonly rowsDuplicate: number
  readonly progress: { readonly done: number; readonly total: number }
  readonly error: { readonly code: string; readonly message: string } | null
}

const FIRST_POLL_MS = 50
const LONGEST_POLL_MS = 500
const SHOWN_REJECTS = 5

export function addImport(program: Command): void {
  program
    .command('import')
    .description(say('导入 CSV、JSONL 或 XLSX 文件（可为 gzip）', 'import a CSV, JSONL or XLSX file, gzip or not'))
    .argument('[file]')
    .requiredOption('--preset <name>', 'taobao | tianchi | cdnow | online-retail | orders | events | people')
    .option('--map <column=field...>', say('列对应的字段，可多次', 'what a column is; may be repeated'))
    .option(
      '--set <field=value>',
      say('文件里没有的字段的固定值，可多次', 'value of a field that the file lacks; may be repeated'),
      collect,
    )
    .option('--time-zone <name>', say('不带时区的时间所在的时区', 'zone of times without one'))
    .option('--encoding <name>', 'utf-8 | gb18030 | utf-16le | utf-16be')
    .option('--delimiter <character>', say('列分隔符', 'what stands between columns'))
    .action((file: string | undefined, options: Options, command: Command) =>
      withServer(command, (context) => importFile(context, { file, options })),
    )
}

async function importFile(context: Context, input: { file: string | undefined; options: Options }): Promise<void> {
  const { file, mapped } = fileAndMap(input)
  await access(file).catch(() => {
    throw new Failure(say(`读不到文件 ${file}`, `The file ${file} cannot be read`))
  })
  if (context.workspace !== undefined) await ensureWorkspace(context, context.workspace)
  const started = performance.now()
  const bar = openProgressBar()
  bar.draw({ part: 0, text: say('上传中', 'uploading') })
  try {
    const made = await upload(context, { file, mapping: mappingOf(input.options, mapped) })
    const ended = await untilEnded(context, made, (state) => {
      const seconds = (performance.now() - started) / 1000
      const part = state.progress.total > 0 ? state.progress.done / state.progress.total : 0
      bar.draw({ part, text: `${count(state.rowsRead)} ${say('行', 'rows')}  ${speed(state.rowsRead, seconds)}` })
    })
    bar.clear()
    await report(context, ended, (performance.now() - started) / 1000)
  } finally {
    bar.clear()
  }
}

/** A file named behind the last `--map` was taken for one of its values. */
function fileAndMap({ file, options }: { file: string | undefined; options: Options }): { file: string; mapped: readonly string[] } {
  const mapped = options.map ?? []
  if (file !== undefined) return { file, mapped }
  const last = mapped.at(-1)
  if (last === undefined || last.includes('=')) throw new Failure(say('请给出要导入的文件', 'Name the file to import'))
  return { file: last, mapped: mapped.slice(0, -1) }
}

function mappingOf(options: Options, mapped: readonly string[]): Record<string, unknown> {
  const { preset, set = [], timeZone, encoding, delimiter } = options
  return {
    preset,
    columns: pairs(mapped, '--map', { last: true }),
    constants: pairs(set, '--set'),
    ...(timeZone !== undefined && { timeZone }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter }),
  }
}

/** Makes the workspace unless it is there. */
async function ensureWorkspace({ server }: Context, name: string): Promise<void> {
  try {
    await ask(server, { path: '/imports', query: { limit: 1 }, workspace: name })
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'auth.unknown_workspace') throw error
    await ask(server, { method: 'POST', path: '/workspaces', body: { name } }).catch((refused: unknown) => {
      // Another command was faster.
      if (!(refused instanceof Failure) || refused.code !== 'auth.workspace_exists') throw refused
    })
  }
}

async function upload({ server, workspace }: Context, input: { file: string; mapping: Record<string, unknown> }): Promise<ImportState> {
  const form = new FormData()
  form.set('mapping', JSON.stringify(input.mapping))
  form.set('file', await openAsBlob(input.file), basename(input.file))
  return importState(await ask(server, { method: 'POST', path: '/imports', form, workspace }))
}

async function untilEnded({ server, workspace }: Context, made: ImportState, show: (state: ImportState) => void): Promise<ImportState> {
  let state = made
  for (
    let waitMs = FIRST_POLL_MS;
    state.status === 'queued' || state.status === 'running';
    waitMs = Math.min(waitMs * 2, LONGEST_POLL_MS)
  ) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    state = importState(await ask(server, { path: `/imports/${made.id}`, workspace }))
    show(state)
  }
  return state
}

async function report({ server, workspace, output }: Context, state: ImportState, seconds: number): Promise<void> {
  if (state.status !== 'done') {
    throw new Failure(state.error ? `${state.error.message} (${state.error.code})` : say('导入失败', 'The import failed'))
  }
  const { rowsStored, rowsRejected, rowsDuplicate } = state
  output.result(state, () =>
    say(
      `入库 ${count(rowsStored)} 行，已有 ${count(rowsDuplicate)} 行，拒收 ${count(rowsRejected)} 行（${seconds.toFixed(1)} 秒）`,
      `${count(rowsStored)} rows stored, ${count(rowsDuplicate)} known already, ${count(rowsRejected)} rejected (${seconds.toFixed(1)} s)`,
    ),
  )
  if (rowsRejected === 0 || output.json) return
  const { items } = await ask(server, { path: `/imports/${state.id}/rejects`, query: { limit: SHOWN_REJECTS }, workspace })
  for (const { line, reason } of Array.isArray(items) ? items : []) output.note(say(`第 ${line} 行：${reason}`, `line ${line}: ${reason}`))
  const all = `liuchi call imports.rejects_file --param id=${state.id}`
  if (rowsRejected > SHOWN_REJECTS) output.note(say(`全部被拒的行：${all}`, `all rejected rows: ${all}`))
}

/** What the server answered, as this command needs it. */
function importState(answer: Record<string, unknown>): ImportState {
  if (typeof answer.id !== 'string' || typeof answer.status !== 'string')
    throw new Failure(say('服务器的回答看不懂', 'The answer of the server makes no sense'))
  return answer as unknown as ImportState
}
