/** Why a tag came or went, in words. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { TagCause } from './contract.ts'

interface Change {
  readonly what: 'added' | 'removed'
  readonly cause: TagCause
  readonly by: string
  /** What the rule or the interest says, where it is known. */
  readonly rule?: Words | undefined
}

export function changeWords({ what, cause, by, rule }: Change): Words {
  const added = what === 'added'
  switch (cause) {
    case 'request':
      return added ? { zh: `${by} 手动打上`, en: `put on by ${by}` } : { zh: `${by} 手动取下`, en: `taken off by ${by}` }
    case 'bulk':
      return added
        ? { zh: `${by} 批量打上`, en: `put on by ${by}, with many others` }
        : { zh: `${by} 批量取下`, en: `taken off by ${by}, with many others` }
    case 'channel':
      return added
        ? { zh: `添加员工时由规则“${by}”打上`, en: `put on by the rule “${by}” when they added a member of staff` }
        : { zh: `由规则“${by}”取下`, en: `taken off by the rule “${by}”` }
    case 'staff':
      return added
        ? { zh: `${by} 在企业微信打上`, en: `put on in WeCom by ${by}` }
        : { zh: `${by} 在企业微信取下`, en: `taken off in WeCom by ${by}` }
    case 'replaced':
      return { zh: `${by} 打上了同组的另一个标签`, en: `${by} put on another tag of the group` }
    case 'interest':
      return ruled(
        added ? { zh: '按兴趣打上', en: 'put on by interest' } : { zh: '兴趣减退，自动取下', en: 'taken off: the interest faded' },
        rule,
      )
    case 'live':
      return ruled(
        added ? { zh: '符合实时规则', en: 'fits the live rule' } : { zh: '不再符合实时规则', en: 'no longer fits the live rule' },
        rule,
      )
    case 'rule':
      return ruled(added ? { zh: '符合规则', en: 'fits the rule' } : { zh: '不再符合规则', en: 'no longer fits the rule' }, rule)
  }
}

function ruled(said: Words, rule: Words | undefined): Words {
  return rule ? { zh: `${said.zh}：${rule.zh}`, en: `${said.en}: ${rule.en}` } : said
}
