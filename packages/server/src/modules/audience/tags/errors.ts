/** Error codes of tags that are put on by themselves. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const tagRuleErrors = {
  'audience.tag_not_of_kind': {
    status: 409,
    zh: '“{name}”不是这一类标签：规则标签才有规则，兴趣标签才有兴趣算法',
    en: '“{name}” is of another kind: only rule-made tags have a rule, only interest tags an interest',
  },
  'audience.tag_circle': {
    status: 422,
    zh: 'rule：标签不能经由“{name}”引用自己',
    en: 'rule: a tag cannot refer to itself, here by way of “{name}”',
  },
  'audience.tag_without_rule': {
    status: 409,
    zh: '“{name}”还没有规则或兴趣算法，无从执行',
    en: '“{name}” has neither a rule nor an interest to run by',
  },
} as const satisfies ErrorTable

export const failTagRule = failer(tagRuleErrors)
