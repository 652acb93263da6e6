/** Takes away news that was heard long ago, of names whose keys are never repeated. */
import { sql } from '../db/index.ts'
import type { Handles } from '../handles.ts'

const KEPT_MS = 7 * 86_400_000
/** Of one sweep; more waits for the next. */
const MAX_SWEPT = 50_000

/** News of these names that every reaction has heard and that is older than a week. News that is known by its key must not be among them. */
export async function sweepOutbox({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { names }: { names: readonly string[] }): Promise<void> {
  const until = new Date(clocks.business.now() - KEPT_MS)
  await sql`delete from platform_outbox where id in (
    select id from platform_outbox news where expanded and name = any(${names}::text[]) and emitted_at < ${until}
      and not exists (select 1 from platform_outbox_work work where work.outbox_id = news.id)
    order by id limit ${MAX_SWEPT})`.execute(db)
}
