/** The official account and the mini program of the world: their keys. Their interfaces are not answered yet. */
import type { Area } from '../area.ts'

interface AccountRow {
  kind: 'official' | 'mini'
  app_id: string
  secret: string
  token: string
  encoding_aes_key: string
}

const HEX = '0123456789abcdef'
const SECRET_LENGTH = 32
const APP_ID_LENGTH = 16

export const weixinArea: Area = {
  name: 'weixin',
  schema: `
create table if not exists weixin_accounts (
  -- official | mini
  kind text primary key,
  app_id text not null,
  secret text not null,
  token text not null,
  encoding_aes_key text not null
) strict;
`,
  calls: [],
  verbs: [],
  furnish: (world) => {
    const hex = (length: number) => Array.from({ length }, () => world.random.pick([...HEX])).join('')
    for (const kind of ['official', 'mini']) {
      const row = [kind, `wx${hex(APP_ID_LENGTH)}`, hex(SECRET_LENGTH), world.ids.opaque('', 32), world.ids.encodingAesKey()]
      world.store.run('insert into weixin_accounts values (?, ?, ?, ?, ?)', row)
    }
  },
  introduce: (world) => {
    const rows = world.store.all<AccountRow>('select * from weixin_accounts')
    const official = rows.find(({ kind }) => kind === 'official')
    const mini = rows.find(({ kind }) => kind === 'mini')
    if (!official || !mini) throw new Error('the world has no official account')
    return {
      officialAccount: {
        appId: official.app_id,
        secret: official.secret,
        token: official.token,
        encodingAesKey: official.encoding_aes_key,
      },
      miniProgram: { appId: mini.app_id, secret: mini.secret },
    }
  },
}
