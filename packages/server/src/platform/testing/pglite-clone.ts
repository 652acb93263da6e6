/** A migrated PGlite data directory, built once for a schema and copied for each test process. */
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '../db/index.ts'
import { type Migration, migrate } from '../db/migrate.ts'
import { startPglite } from '../db/pglite.ts'

const IMAGES_FOLDER = join(tmpdir(), 'liuchi-test-images')

/** Puts a migrated database where `openStores` looks for it below `dataDir`. */
export async function clonePglite(migrations: readonly Migration[], dataDir: string): Promise<void> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)
  const image = join(IMAGES_FOLDER, hash)
  const built = await stat(image).then(
    () => true,
    () => false,
  )
  if (!built) await buildImage(image, migrations)
  await cp(image, join(dataDir, 'postgres'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.created'), '')
}

/** Two processes may build at once; the first rename wins and the other's work is thrown away. */
async function buildImage(image: string, migrations: readonly Migration[]): Promise<void> {
  await mkdir(IMAGES_FOLDER, { recursive: true })
  const building = await mkdtemp(join(IMAGES_FOLDER, 'building-'))
  const pglite = await startPglite({ dataDir: building })
  const db = openDb({ source: { socketFolder: pglite.socketFolder }, poolSize: 1 })
  await migrate(db, { migrations, appliedAt: new Date(0) })
  await db.destroy()
  await pglite.stop()
  await rename(building, image).catch(() => rm(building, { recursive: true, force: true }))
}
