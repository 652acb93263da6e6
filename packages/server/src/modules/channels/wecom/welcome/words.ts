/** Rules and verdicts in words. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import type { RuleConditions, Verdict } from './choose.ts'

const DAYS_ZH = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日']
const DAYS_EN = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MAX_NAMED = 5

/** Whom a rule is for, and what comes before it. */
export function ruleWords({ isOn, channelStates, userIds, hours }: RuleConditions): Words {
  const zh: string[] = []
  const en: string[] = []
  if (channelStates.length > 0) {
    zh.push(`渠道码 ${named(channelStates, '、')} 来的`)
    en.push(`coming by the codes ${named(channelStates, ', ')}`)
  }
  if (userIds.length > 0) {
    zh.push(`添加员工 ${named(userIds, '、')} 的`)
    en.push(`adding ${named(userIds, ', ')}`)
  }
  if (hours.length > 0) {
    zh.push(`在 ${hours.map((one) => `${one.days.map((day) => DAYS_ZH[day]).join('、')} ${one.from}–${one.to}`).join('；')} 来的`)
    en.push(`at ${hours.map((one) => `${one.days.map((day) => DAYS_EN[day]).join(' ')} ${one.from}–${one.to}`).join('; ')}`)
  }
  const off = isOn ? { zh: '', en: '' } : { zh: '（已停用）', en: ' (switched off)' }
  if (zh.length === 0)
    return {
      zh: `默认：没有更具体的规则适用的所有新好友${off.zh}`,
      en: `The default: all newcomers for whom no more precise rule is${off.en}`,
    }
  return {
    zh: `${zh.join('，且')}新好友。先看渠道码，再看员工，再看时间，同样具体的先建者优先${off.zh}`,
    en: `Newcomers ${en.join(' and ')}. Codes come before staff, staff before hours; of equals the older rule${off.en}`,
  }
}

function named(values: readonly string[], comma: string): string {
  const rest = values.length - MAX_NAMED
  return values.slice(0, MAX_NAMED).join(comma) + (rest > 0 ? ` +${rest}` : '')
}

export const VERDICT_WORDS: Readonly<Record<Verdict, Words>> = {
  chosen: { zh: '用这一条', en: 'This is the one' },
  off: { zh: '已停用', en: 'It is switched off' },
  other_state: { zh: '渠道码不符', en: 'It is for other codes' },
  other_staff: { zh: '员工不符', en: 'It is for other members of staff' },
  other_time: { zh: '时间不符', en: 'It is for other hours' },
  after_another: { zh: '也符合，但有更优先的规则', en: 'It fits too, but another comes first' },
}
