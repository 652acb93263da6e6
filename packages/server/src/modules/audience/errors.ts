/** Error codes of audiences. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const audienceErrors = {
  'audience.not_found': { status: 404, zh: '没有人群 {id}', en: 'There is no audience {id}' },
  'audience.circle': {
    status: 422,
    zh: 'rule：人群不能经由“{name}”引用自己',
    en: 'rule: an audience cannot refer to itself, here by way of “{name}”',
  },
  'audience.too_deep': {
    status: 422,
    zh: 'rule：引用的人群连同自己最多共 {limit} 个条件，请把其中一些存成静态人群',
    en: 'rule: with the audiences it refers to it has more than {limit} conditions; save some of those as static audiences',
  },
  'audience.name_taken': { status: 409, zh: 'name：已有名为“{name}”的人群', en: 'name: there is an audience called “{name}” already' },
  'audience.too_many': {
    status: 422,
    zh: '一个工作区最多 {limit} 个人群，请先归档不用的',
    en: 'A workspace has at most {limit} audiences; archive some that are not used',
  },
  'audience.unknown_people': {
    status: 422,
    zh: 'personIds：没有这些客户：{personIds}',
    en: 'personIds: there are no such people: {personIds}',
  },
  'audience.archived': { status: 409, zh: '人群“{name}”已归档', en: 'The audience “{name}” is archived' },
  'audience.without_rule': {
    status: 422,
    zh: 'rule：“{name}”是按名单建的，没有规则，不能重新计算',
    en: 'rule: “{name}” is made of named people; it has no rule and cannot be computed',
  },
  'audience.in_use': {
    status: 409,
    zh: '还不能归档：{usedBy} 正在用它',
    en: 'It cannot be archived: {usedBy} still uses it',
  },
  'audience.preview_superseded': { status: 409, zh: '已有更新的预览', en: 'A newer preview has taken its place' },
  'audience.not_ready': { status: 409, zh: '人群“{name}”还没有算完', en: 'The audience “{name}” is not computed yet' },
  'audience.export_not_ready': { status: 409, zh: '名单还没有导出完', en: 'The list is not ready' },
  'audience.export_gone': {
    status: 410,
    zh: '名单文件已经过期或删除，请重新导出',
    en: 'The file has expired or was removed; export again',
  },
} as const satisfies ErrorTable

export const failAudience = failer(audienceErrors)
