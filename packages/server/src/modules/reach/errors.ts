/** Error codes of reach. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const reachErrors = {
  'reach.broadcast_unknown': { status: 404, zh: '没有群发 {id}', en: 'There is no broadcast {id}' },
  'reach.ends_before_start': {
    status: 422,
    zh: 'endsAt：结束时间须晚于开始时间与现在',
    en: 'endsAt: it must end after it begins and after now',
  },
  'reach.still_planning': {
    status: 409,
    zh: '群发 {id} 还在圈定人群（已看 {planned} 人），完成后再试',
    en: 'The broadcast {id} is still being planned ({planned} people so far); try again when it is done',
  },
  'reach.wrong_state': {
    status: 409,
    zh: '群发 {id} 现在是“{state}”，不能这样做',
    en: 'The broadcast {id} is “{state}” now, so this is not possible',
  },
  'reach.halted': {
    status: 409,
    zh: '已紧急停止（{by}），解除之前不能发送',
    en: 'Everything is stopped (by {by}); nothing is sent until that is lifted',
  },
  'reach.nobody': {
    status: 422,
    zh: '群发 {id} 没有可以发送的客户：看看各项不发的原因',
    en: 'The broadcast {id} has nobody to send to: look at the reasons why not',
  },
  'reach.not_reachable': {
    status: 422,
    zh: 'personId：现在不能给客户 {personId} 发企业微信消息（不是好友、撤回了同意或名额已满）',
    en: 'personId: the person {personId} cannot be sent a WeCom message now (no contact, consent taken back, or no room left)',
  },
  'reach.variant_unknown': {
    status: 422,
    zh: 'variant：没有第 {variant} 版内容（从 0 数起）',
    en: 'variant: there is no content {variant}, counted from 0',
  },
  'reach.tested_enough': {
    status: 409,
    zh: '一次群发一天最多测试 {limit} 次',
    en: 'A broadcast is tested at most {limit} times a day',
  },
} as const satisfies ErrorTable

export const failReach = failer(reachErrors)
