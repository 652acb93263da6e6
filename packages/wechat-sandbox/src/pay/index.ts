/** The merchant of the world: its keys and the platform's certificate. WeChat Pay's interfaces are not answered yet. */
import { generateKeyPairSync } from 'node:crypto'
import type { Area } from '../area.ts'
import type { World } from '../world.ts'
import { selfSigned } from './certificate.ts'

/** PAY: certificates of merchants and of the platform live five years. */
const CERTIFICATE_LIFE_MS = 5 * 365 * 86_400_000
const MERCHANT_NUMBER = { from: 1_600_000_000, count: 99_999_999 }
const DIGITS = '0123456789ABCDEF'
const SERIAL_DIGITS = 39
const API_KEY_LENGTH = 32

interface MerchantRow {
  mch_id: string
  api_v3_key: string
  serial_no: string
  private_key_pem: string
  platform_certificate_pem: string
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
/** RSA keys take a while to find and no two worlds of one process need different ones. */
let keys: { readonly merchant: ReturnType<typeof pair>; readonly platform: ReturnType<typeof pair> } | undefined

/** Begins with a digit below 8, so that DER reads it as positive. */
function serialNo(world: World): string {
  return `5${Array.from({ length: SERIAL_DIGITS }, () => world.random.pick([...DIGITS])).join('')}`
}

function furnishMerchant(world: World): void {
  keys ??= { merchant: pair(), platform: pair() }
  const now = world.clock.now()
  const certificate = selfSigned({
    keys: keys.platform,
    serialNo: serialNo(world),
    subject: { commonName: 'Tenpay.com sandbox', organisation: 'WeChat sandbox' },
    validFrom: now,
    validTo: now + CERTIFICATE_LIFE_MS,
  })
  world.store.run('insert into merchants values (?, ?, ?, ?, ?, ?)', [
    String(MERCHANT_NUMBER.from + world.random.integer(MERCHANT_NUMBER.count)),
    world.ids.opaque('', API_KEY_LENGTH),
    serialNo(world),
    keys.merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificate,
    keys.platform.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ])
}

export const payArea: Area = {
  name: 'pay',
  schema: `
create table if not exists merchants (
  mch_id text primary key,
  api_v3_key text not null,
  serial_no text not null,
  private_key_pem text not null,
  platform_certificate_pem text not null,
  platform_private_key_pem text not null
) strict;
`,
  calls: [],
  verbs: [],
  furnish: furnishMerchant,
  introduce: (world) => {
    const row = world.store.get<MerchantRow>('select * from merchants')
    if (!row) throw new Error('the world has no merchant')
    return {
      merchant: {
        mchId: row.mch_id,
        apiV3Key: row.api_v3_key,
        serialNo: row.serial_no,
        privateKeyPem: row.private_key_pem,
        platformCertificatePem: row.platform_certificate_pem,
      },
    }
  },
}
