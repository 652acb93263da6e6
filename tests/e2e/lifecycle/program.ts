/** The server program as a shell sees it: environment in, printed lines and exit code out. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Credentials } from '../../../packages/server/src/platform/testing/server-process.ts'

const MAIN_FILE = fileURLToPath(new URL('../../../packages/server/src/main.ts', import.meta.url))
const READY_LINE = /^Liuchi is ready\s+(\S+)/m
/** Beyond this a start is taken for hanging and killed. */
const LONGEST_START_MS = 60_000
const OUR_NAMES = /^(PORT|HOST|LIUCHI_|DATABASE_URL|CLICKHOUSE_|WECOM_|WEIXIN_|WECHATPAY_)/

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly url: string
  readonly pid: number
  /** The file of first start; throws when there is none in this server's data directory. */
  credentials(): Credentials
  /** Everything printed so far. */
  stdout(): string
  signal(name: 'SIGTERM' | 'SIGKILL'): void
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ended>
}

interface Start {
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the program and waits for its ready line; throws what it printed when it ends before. */
export async function startProgram(input: Start): Promise<Running> {
  const { child, stdout, ended } = launch(input)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = READY_LINE.exec(stdout())?.[1]
      if (found) resolve(found)
    })
    ended.then(({ code, stderr }) => reject(new Error(`the server ended with ${code} before it was ready: ${stderr}`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    credentials: () => JSON.parse(readFileSync(join(input.dataDir, 'credentials.json'), 'utf8')) as Credentials,
    stdout,
    signal: (name) => void child.kill(name),
    ended,
  }
}

/** Runs the program that must not come up; answers how it ended. */
export async function startInVain(input: Start): Promise<Ended> {
  const { child, ended } = launch(input)
  const hanging = setTimeout(() => child.kill('SIGKILL'), LONGEST_START_MS)
  try {
    return await ended
  } finally {
    clearTimeout(hanging)
  }
}

/** Code 1, nothing on stdout, one line on stderr that holds `named`. */
export function expectOneSentence({ code, stdout, stderr }: Ended, named: string): void {
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }, stderr).toEqual({ code: 1, stdout: '', lines: 1 })
  expect(stderr).toContain(named)
}

function launch({ dataDir, env = {} }: Start): { child: ChildProcess; stdout: () => string; ended: Promise<Ended> } {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUR_NAMES.test(name)))
  const child = spawn(process.execPath, [MAIN_FILE], {
    env: { ...inherited, PORT: '0', LIUCHI_DEMO: 'off', LIUCHI_LOG_LEVEL: 'warn', LIUCHI_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
  return { child, stdout: () => stdout, ended }
}
