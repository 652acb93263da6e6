/** Which property names carry phone numbers or e-mail addresses. Names are classified once and remembered, so that the hot path pays one map look-up a key. */
import { KEY_LENGTH_CHARACTERS } from './limits.ts'

/** `id`: a bare eleven-digit text below it is a number of something, not a mobile number. `rename`: the name itself needs cleaning. */
export type KeyClass = 'plain' | 'id' | 'phone' | 'email' | 'perhapsPhone' | 'perhapsEmail' | 'dropped' | 'rename' | 'tooLong'

const PHONE_NAMES = new Set(
  (
    'phone mobile tel telephone cellphone mobilephone phonenumber phonenum phoneno mobilenumber mobilenum mobileno telno telnumber ' +
    'userphone usermobile memberphone membermobile msisdn shouji 手机 手机号 手机号码 电话 电话号码 联系电话 移动电话'
  ).split(' '),
)
const EMAIL_NAMES = new Set(
  'email mail emailaddress mailaddress useremail memberemail youxiang 邮箱 邮箱地址 电子邮箱 电子邮件 邮件地址'.split(' '),
)

/** Names that only end like one: `receiver_mobile`, `收货手机号`, `homeEmail`. Their values go when they look like a number or an address. */
const PHONE_ENDING =
  /(?:phone|mobile|telephone|phonenumber|phonenum|phoneno|mobilenumber|mobilenum|mobileno|手机|手机号|手机号码|电话|电话号码)s?$/
const TEL_ENDING = /(?:[_\-. $]tel|[a-z\d]Tel)s?$/
const EMAIL_ENDING = /(?:email|mail|emailaddress|邮箱|邮箱地址|邮件地址)s?$/
const ID_ENDING = /(?:id|ids|no|num|number|code|sn|sku|key|hash|token|单号|订单号|编号|编码|号码|号)$/

/** Assigning these to an object changes it, or what others derive from it. */
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype'])

const REMEMBERED_KEYS = 20_000
const remembered = new Map<string, KeyClass>()

/** The class of one property name; remembers the latest names, forgets all when there are too many different ones. */
export function keyClass(key: string): KeyClass {
  const known = remembered.get(key)
  if (known !== undefined) return known
  const found = classify(key)
  if (key.length > KEY_LENGTH_CHARACTERS) return found
  if (remembered.size >= REMEMBERED_KEYS) remembered.clear()
  remembered.set(key, found)
  return found
}

function classify(key: string): KeyClass {
  if (DANGEROUS.has(key)) return 'dropped'
  if (key.length > KEY_LENGTH_CHARACTERS) return 'tooLong'
  if (key === '' || key.includes('\0') || key.includes('@') || !key.isWellFormed() || /1[3-9]\d{9}/.test(key)) return 'rename'
  const bare = key.toLowerCase().replace(/[\s_\-.$]+/g, '')
  const singular = bare.endsWith('s') ? bare.slice(0, -1) : bare
  if (PHONE_NAMES.has(bare) || PHONE_NAMES.has(singular)) return 'phone'
  if (EMAIL_NAMES.has(bare) || EMAIL_NAMES.has(singular)) return 'email'
  if (PHONE_ENDING.test(bare) || TEL_ENDING.test(key)) return 'perhapsPhone'
  if (EMAIL_ENDING.test(bare)) return 'perhapsEmail'
  return ID_ENDING.test(bare) ? 'id' : 'plain'
}
