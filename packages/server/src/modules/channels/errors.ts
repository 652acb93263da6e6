/** Error codes of channels. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const channelErrors = {
  'channels.corp_taken': {
    status: 409,
    zh: '企业 {corpId} 已经连接到另一个工作区；一个企业只能属于一个工作区',
    en: 'The corp {corpId} is connected to another workspace; a corp belongs to one workspace',
  },
  'channels.secret_needed': {
    status: 422,
    zh: 'secret：第一次连接企业 {corpId} 时要填写应用的 Secret',
    en: 'secret: the first time a corp is connected ({corpId}) the secret of its app is needed',
  },
  'channels.corp_unknown': {
    status: 404,
    zh: '没有连接企业 {corpId}',
    en: 'The corp {corpId} is not connected',
  },
  'channels.too_many_corps': {
    status: 422,
    zh: '一个工作区最多连接 {limit} 个企业',
    en: 'A workspace connects at most {limit} corps',
  },
  'channels.reconcile_gave_up': {
    status: 503,
    zh: '核对企业 {corpId} 时企业微信没有给出可用的回答：{reason}；已核对的部分有效，可以再次开始',
    en: 'WeCom gave no usable answer while the corp {corpId} was compared: {reason}; what was done counts, and it can be started again',
  },
  'channels.mass_task_wrong': {
    status: 422,
    zh: '群发任务 {key} 的 {field} 不符合要求：{reason}',
    en: '{field} of the mass send {key} is not allowed: {reason}',
  },
  'channels.mass_task_unknown': {
    status: 404,
    zh: '没有群发任务 {key}',
    en: 'There is no mass send {key}',
  },
  'channels.mass_task_not_waiting': {
    status: 409,
    zh: '群发任务 {key} 现在不在等员工确认，不能提醒',
    en: 'The mass send {key} does not wait for a member of staff now, so nobody can be reminded of it',
  },
  'channels.reminded_enough': {
    status: 409,
    zh: '群发任务 {key} 在 24 小时内已经提醒了 {limit} 次，企业微信不允许更多；{at} 以后可以再提醒',
    en: 'The mass send {key} was reminded of {limit} times within 24 hours, WeCom allows no more; after {at} it can be done again',
  },
  'channels.wecom_refused': {
    status: 503,
    zh: '企业微信没有照办：{reason}',
    en: 'WeCom did not do it: {reason}',
  },
  'channels.welcome_unknown': {
    status: 404,
    zh: '没有欢迎语规则 {id}',
    en: 'There is no welcome rule {id}',
  },
  'channels.too_many_welcomes': {
    status: 422,
    zh: '一个企业最多 {limit} 条欢迎语规则',
    en: 'A corp has at most {limit} welcome rules',
  },
} as const satisfies ErrorTable

export const failChannels = failer(channelErrors)
