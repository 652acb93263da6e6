/** Writers of the registers of one corp wait for each other: what one compares with is not changed by another meanwhile. */
import { sql, type Tx } from '../../../../platform/db/index.ts'

/** Any fixed number: these locks meet no others. */
const REGISTER_LOCK = 5_201

export async function lockRegister(tx: Tx, { corpId }: { corpId: string }): Promise<void> {
  await sql`select pg_advisory_xact_lock(${REGISTER_LOCK}, hashtext(${corpId}))`.execute(tx)
}
