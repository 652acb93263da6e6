/** Two servers that start at one moment on one empty Postgres, each with a ClickHouse of its own: one migrates, both become ready. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../../../packages/server/src/platform/testing/available.ts'
import { createEmptyDatabase, dropDatabase } from '../../../packages/server/src/platform/testing/postgres-clone.ts'
import { dataFolders } from './data-folder.ts'
import { type Running, startProgram } from './program.ts'

const postgres = postgresUrl() ?? ''
const LIUCHI_SECRET = 'the same secret on both servers, 0123456789'
const newFolder = dataFolders()

describe.skipIf(!postgres)('two servers on one Postgres', () => {
  const servers: Running[] = []
  let databaseUrl: string | undefined

  afterAll(async () => {
    for (const server of servers) server.signal('SIGTERM')
    await Promise.all(servers.map(({ ended }) => ended))
    if (databaseUrl) await dropDatabase(postgres, databaseUrl)
  })

  test('start together; the first administrator of one of them is known to both', async () => {
    databaseUrl = await createEmptyDatabase(postgres)
    const env = { DATABASE_URL: databaseUrl, LIUCHI_SECRET }
    const folders = [await newFolder(), await newFolder()]
    const starts = await Promise.allSettled(folders.map((dataDir) => startProgram({ dataDir, env })))
    servers.push(...starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : [])))
    expect(starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []))).toEqual([])
    expect(folders.filter((folder) => existsSync(join(folder, 'credentials.json')))).toHaveLength(1)
    const first = servers.find((_, index) => existsSync(join(folders[index] ?? '', 'credentials.json')))
    for (const { url } of servers) {
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      const headers = { authorization: `Bearer ${first?.credentials().apiKey}` }
      expect((await fetch(`${url}/api/v1/workspaces`, { headers })).status).toBe(200)
    }
  })
})
