/** ClickHouse in this process: chDB on one data directory, with as many independent connections as are asked for. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import { drainPending, Session } from 'chdb'
import { createChdbConnection } from 'chdb/connection'
import { StartError } from '../lifecycle/start-error.ts'
import { quiet } from './client-log.ts'
import type { Engine } from './engine.ts'
import { type Connection, withParameters } from './parameters.ts'
import { settingsStatement } from './settings.ts'

/**
 * Arguments of the engine itself, read when the first connection of the process opens the directory. The defaults are those
 * of a server that has the machine to itself: caches of 5 GB, nine tenths of the memory.
 */
const ENGINE_ARGUMENTS = [
  '--max_server_memory_usage_to_ram_ratio=0.5',
  `--mark_cache_size=${256 * 1024 * 1024}`,
  `--primary_index_cache_size=${128 * 1024 * 1024}`,
  `--index_mark_cache_size=${64 * 1024 * 1024}`,
  `--compiled_expression_cache_size=${32 * 1024 * 1024}`,
]

const ANOTHER_DIRECTORY = 'only one active data directory per process'

/** Defaults of every table's engine when a loss of power counts too: parts are written through on insert and after a merge. */
const FSYNC_CONFIG = `<clickhouse><merge_tree>
  <fsync_after_insert>1</fsync_after_insert>
  <fsync_part_directory>1</fsync_part_directory>
  <min_rows_to_fsync_after_merge>1</min_rows_to_fsync_after_merge>
</merge_tree></clickhouse>
`
const FSYNC_FILE = 'fsync.xml'

/** Opens or makes the data directory. Throws a StartError when this or another process holds one that is in the way. */
export async function openEmbedded({ path, fsync }: { path: string; fsync: boolean }): Promise<Engine> {
  const engineArguments = fsync ? [...ENGINE_ARGUMENTS, await fsyncArgument(path)] : ENGINE_ARGUMENTS
  const holder = holdDirectory(path, engineArguments)
  return {
    connect: async (settings) => {
      // The package is typed against a copy of the client's types; only a private field of one class tells them apart.
      const connection = createChdbConnection({ path }) as unknown as Connection
      const client = createClient({ connection: withParameters(clearedAfterFailure(connection)), log: quiet })
      await client.command({ query: settingsStatement(settings) })
      return client
    },
    close: async () => {
      holder.close()
      await drainPending()
    },
  }
}

/**
 * A statement that is ended when its rows are already written fails, and the engine hands those rows to whoever asks next on the connection,
 * in front of the answer (measured: one in ten ended reads). So a failure is followed by a statement whose answer nobody reads.
 */
function clearedAfterFailure(connection: Connection): Connection {
  const cleared =
    <Input, Output>(run: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      try {
        return await run(input)
      } catch (error) {
        await connection.command({ query: 'select 1' }).catch(() => undefined)
        throw error
      }
    }
  return {
    query: cleared((input) => connection.query(input)),
    command: cleared((input) => connection.command(input)),
    exec: cleared((input) => connection.exec(input)),
    insert: cleared((input) => connection.insert(input)),
    ping: (input) => connection.ping(input),
    close: () => connection.close(),
  }
}

/** Some of the configuration the engine takes from a file only. */
async function fsyncArgument(path: string): Promise<string> {
  await mkdir(path, { recursive: true })
  const file = join(path, FSYNC_FILE)
  await writeFile(file, FSYNC_CONFIG)
  return `--config-file=${file}`
}

/** A connection that runs nothing: it passes the arguments, which the client's connections cannot, and keeps the engine up. */
function holdDirectory(path: string, connectionArgs: string[]): Session {
  try {
    return new Session(path, { connectionArgs })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason.includes(ANOTHER_DIRECTORY))
      throw new StartError(
        `This process already has an embedded ClickHouse open elsewhere, so it cannot open ${path}: one directory a process`,
      )
    throw new StartError(`The embedded ClickHouse at ${path} cannot be opened: another process has it open, or it cannot be written`)
  }
}
