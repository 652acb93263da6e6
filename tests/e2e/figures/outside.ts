/** A server as its users reach it: calls with the first key and a workspace's name, and the command line beside it. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startServerProcess } from '../../../packages/server/src/platform/testing/server-process.ts'

const CLI_FILE = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url))
const COMMAND_TIMEOUT_MS = 180_000
const COMMAND_OUTPUT_BYTES = 10_000_000

export interface CommandEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What `liuchi import --json` prints and `GET /imports/:id` answers. */
export interface ImportReport {
  readonly id: string
  readonly status: string
  readonly rowsRead: number
  readonly rowsStored: number
  readonly rowsRejected: number
  readonly rowsDuplicate: number
  readonly rejectsUrl: string
}

export interface Person {
  readonly id: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string; readonly verified: boolean; readonly since: string }[]
}

export interface Outside {
  /** For what is not told here. */
  readonly server: ServerProcess
  /** The answer of `/api/v1`; throws with the server's words when it refuses. */
  get<T>(workspace: string, path: string): Promise<T>
  post<T>(workspace: string, path: string, body: unknown): Promise<T>
  /** `liuchi ARGUMENTS`, in Chinese, run from a folder that is not the repository. */
  liuchi(...args: readonly string[]): Promise<CommandEnd>
  /** `liuchi import` with its report read; throws what the command said when it failed. */
  importFile(workspace: string, input: { file: string; preset: string }): Promise<ImportReport>
  close(): Promise<void>
}

/** Starts a server on fresh data. */
export async function openOutside(): Promise<Outside> {
  const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-figures-'))
  const server = await startServerProcess({ dataDir })
  const call = (workspace: string, method: string, path: string, body?: unknown) => callServer(server, { workspace, method, path, body })
  const liuchi = (...args: readonly string[]) => runCommand(dataDir, args)
  return {
    server,
    get: async <T>(workspace: string, path: string) => (await call(workspace, 'GET', path)) as T,
    post: async <T>(workspace: string, path: string, body: unknown) => (await call(workspace, 'POST', path, body)) as T,
    liuchi,
    importFile: async (workspace, { file, preset }) => {
      const { code, stdout, stderr } = await liuchi('--workspace', workspace, '--json', 'import', file, '--preset', preset)
      if (code !== 0) throw new Error(`importing ${file} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout) as ImportReport
    },
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface WorkspaceCall {
  readonly workspace: string
  readonly method: string
  readonly path: string
  readonly body: unknown
}

async function callServer(server: ServerProcess, { workspace, method, path, body }: WorkspaceCall): Promise<unknown> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.credentials.apiKey}`,
      'x-workspace': workspace,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} in ${workspace} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

function runCommand(dataDir: string, args: readonly string[]): Promise<CommandEnd> {
  const options = {
    cwd: tmpdir(),
    env: { ...process.env, LIUCHI_DATA_DIR: dataDir, LIUCHI_LOCALE: 'zh-CN' },
    timeout: COMMAND_TIMEOUT_MS,
    maxBuffer: COMMAND_OUTPUT_BYTES,
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI_FILE, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
