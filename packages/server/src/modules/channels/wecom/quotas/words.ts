/** Alarms in words. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import type { AlarmKind } from './names.ts'

interface AlarmWords {
  readonly words: Words
  readonly mend: Words
}

const BUY: Words = {
  zh: '在企业微信后台「客户联系 - 获客助手」购买使用量',
  en: 'Buy units under “Customer contact, acquisition assistant” of WeCom’s admin console',
}

export function alarmWords(input: { kind: AlarmKind; subject: string; facts: Readonly<Record<string, string>> }): AlarmWords {
  const { kind, subject, facts } = input
  switch (kind) {
    case 'balance_low':
      return { words: { zh: '获客链接余额不足 20', en: 'Fewer than 20 units of acquisition links are left' }, mend: BUY }
    case 'balance_exhausted':
      return {
        words: {
          zh: '获客链接余额用完，新客户不能再通过链接添加员工',
          en: 'No units of acquisition links are left: nobody new can add staff by a link',
        },
        mend: BUY,
      }
    case 'quota_expire_soon': {
      const units = facts.expireUnits || '?'
      return {
        words: { zh: `获客链接有 ${units} 个余额快要到期`, en: `${units} units of acquisition links end soon` },
        mend: { zh: '在到期前使用；到期后不退还', en: 'Use them before; they are not given back' },
      }
    }
    case 'link_unavailable':
      return {
        words: { zh: `获客链接 ${subject} 不能使用`, en: `The acquisition link ${subject} does not work` },
        mend: {
          zh: '检查链接里的员工是否离职、是否还有客户联系权限',
          en: 'See whether its staff have left, or may not use external contacts any more',
        },
      }
    case 'delete_link':
      return {
        words: { zh: `获客链接 ${subject} 在企业微信里被删除`, en: `The acquisition link ${subject} was deleted in WeCom` },
        mend: { zh: '换掉还在使用它的海报和页面', en: 'Replace it on posters and pages that still use it' },
      }
  }
}
