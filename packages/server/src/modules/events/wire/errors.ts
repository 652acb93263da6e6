/** What the two wire forms refuse, and in which words. Event refusals also appear in `rejected` of a batch answer and in the rejects list. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const wireErrors = {
  'events.bad_write_key': { status: 401, zh: '写入密钥无效或缺失', en: 'The write key is missing or not valid' },
  'events.unparsable': { status: 400, zh: '请求体无法解析：{reason}', en: 'The request body cannot be parsed: {reason}' },
  'events.empty': { status: 400, zh: '请求里没有事件：缺少 {field}', en: 'The request carries no events: {field} is missing' },
  'events.request_too_large': {
    status: 413,
    zh: '请求太大：解压后上限 {limitBytes} 字节',
    en: 'The request is too large: the limit is {limitBytes} bytes once decompressed',
  },
  'events.too_many_events': { status: 413, zh: '一次最多 {limit} 个事件', en: 'At most {limit} events a request' },
  'events.unsupported_encoding': {
    status: 415,
    zh: '不支持的内容编码 {encoding}',
    en: 'Content encoding {encoding} is not supported',
  },
  'events.checksum': { status: 400, zh: 'crc 校验不一致', en: 'The crc does not match the content' },
  'events.too_deep': { status: 400, zh: '嵌套超过 {limit} 层', en: 'Nested deeper than {limit} levels' },
  'events.event_too_large': { status: 413, zh: '单个事件超过 {limitBytes} 字节', en: 'One event is larger than {limitBytes} bytes' },
  'events.unknown_type': { status: 400, zh: 'type 不认识：{type}', en: 'type is not known: {type}' },
  'events.missing_field': { status: 400, zh: '缺少 {field}', en: '{field} is missing' },
  'events.wrong_type': { status: 400, zh: '{field} 应当是{expected}', en: '{field} should be {expected}' },
  'events.too_long': { status: 400, zh: '{field} 最长 {limit} 个字符', en: '{field} is at most {limit} characters long' },
  'events.too_many': { status: 400, zh: '{field} 最多 {limit} 个', en: '{field} holds at most {limit} entries' },
  'events.no_identity': {
    status: 400,
    zh: '缺少身份：需要 userId、anonymousId 或其他标识',
    en: 'Nobody is named: userId, anonymousId or another identifier is needed',
  },
  'events.bad_time': { status: 400, zh: '{field} 不是有效的时间', en: '{field} is not a valid time' },
} as const satisfies ErrorTable

export const failWire = failer(wireErrors)

const TYPE_WORDS = {
  object: { zh: '对象', en: 'an object' },
  list: { zh: '数组', en: 'a list' },
  text: { zh: '文本', en: 'a text' },
} as const

export function failType(field: string, expected: keyof typeof TYPE_WORDS): never {
  return failWire('events.wrong_type', { field, expected: TYPE_WORDS[expected] })
}
