/** What is to be done about a customer who deleted a member of staff, in words. */
import type { TaskKind } from '../../../tasks/index.ts'

export const CUSTOMER_LOST = 'wecom.customer_lost'

const text = (value: unknown) => (value === undefined ? '' : String(value))

export const customerLostTask: TaskKind = {
  kind: CUSTOMER_LOST,
  title: { zh: '挽回流失的客户', en: 'Win back a lost customer' },
  says: ({ staffName, days, stillWith, stillWithName, sentBefore }) => {
    const recently = Number(sentBefore ?? 0)
    const zhSent = recently > 0 ? `，此前 7 天收到过 ${recently} 条群发` : ''
    const enSent = recently > 0 ? ` after ${recently} mass sends in 7 days` : ''
    const zhLost = `删除了 ${text(staffName)}（好友 ${text(days)} 天${zhSent}）。`
    const enLost = `Deleted ${text(staffName)} (friends for ${text(days)} days${enSent}). `
    return text(stillWith) === ''
      ? {
          zh: `${zhLost}没有其他员工还加着 TA；请用电话或短信联系，请客户重新添加`,
          en: `${enLost}Nobody else has them: call or text them and ask to be added again`,
        }
      : {
          zh: `${zhLost}仍是 ${text(stillWithName)} 的好友，请 ${text(stillWithName)} 先聊聊原因`,
          en: `${enLost}Still a friend of ${text(stillWithName)}: let ${text(stillWithName)} ask why`,
        }
  },
}
