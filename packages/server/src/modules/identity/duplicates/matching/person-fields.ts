/** Which traits and identifiers of a person feed which field. */
import { normalisePhone } from '../../phone.ts'
import { plainCity, plainProvince, splitAddress } from './addresses.ts'
import type { FieldName } from './fields.ts'
import { splitName } from './names.ts'
import { digitsOf, plainDate, plainGender, plainText } from './spelling.ts'

/** What is known of one person; a trait stands here once for each atom that has it. */
export interface PersonTraits {
  readonly traits: readonly (readonly [name: string, value: unknown])[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
}

export interface FieldValue {
  readonly field: FieldName
  /** Name of the trait of a `number`; empty for the other fields. */
  readonly of: string
  /** In the spelling that is compared. */
  readonly text: string
  /** As it was written. */
  readonly written: string
}

/** Beyond these a person is no more recognisable, only slower. */
const MAX_VALUES = 40
const MAX_TRAIT_DEPTH = 1
const MAX_TEXT_LENGTH = 200

type Feed = (text: string) => Partial<Record<FieldName, string | readonly string[] | undefined>>

const feeds: Readonly<Record<string, Feed>> = {
  name: (text) => {
    const { given, surname, nickname } = splitName(text)
    return { given_name: given, surname, nickname }
  },
  given: (text) => ({ given_name: plainText(text) }),
  surname: (text) => ({ surname: plainText(text) }),
  nickname: (text) => ({ nickname: plainText(text) }),
  birthday: (text) => ({ birthday: plainDate(text) }),
  phone: (text) => ({ phone: digitsOf(normalisePhone(text) ?? text) }),
  email: (text) => ({ email: plainEmail(text) }),
  gender: (text) => ({ gender: plainGender(text) }),
  company: (text) => ({ company: plainText(text) }),
  address: (text) => splitAddress(text),
  house: (text) => ({ house: (text.match(/\d+/g) ?? []).join('-') }),
  city: (text) => ({ city: plainCity(text) }),
  province: (text) => ({ province: plainProvince(text) }),
  postcode: (text) => ({ postcode: plainText(text) }),
}

const TRAIT_NAMES: Readonly<Record<string, string>> = {
  name: 'name fullname realname 姓名 名字 真实姓名 客户姓名',
  given: 'givenname firstname 名',
  surname: 'surname lastname familyname 姓 姓氏',
  nickname: 'nickname 昵称 微信昵称',
  birthday: 'birthday dateofbirth birthdate dob 生日 出生日期',
  phone: 'phone phonenumber mobile mobilephone telephone tel 手机 手机号 手机号码 电话 联系电话',
  email: 'email emailaddress mail 邮箱 电子邮箱',
  gender: 'gender sex 性别',
  company: 'company organization employer 公司 单位',
  address: 'address addressline street streetaddress 地址 详细地址 收货地址 家庭住址 街道',
  house: 'streetnumber housenumber 门牌号',
  city: 'city suburb town district 市 城市 区 区县',
  province: 'province state region 省 省份',
  postcode: 'postcode postalcode zip zipcode 邮编 邮政编码',
}

const feedOf = new Map(Object.entries(TRAIT_NAMES).flatMap(([feed, names]) => names.split(' ').map((name) => [name, feed] as const)))

/** The trait's name without what parts its words and without the number of an address line. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_.$-]/g, '')
    .replace(/(?<=\D)\d$/, '')
}

/** What a trait of this name is read as; undefined for one that feeds nothing, or only as a number. */
export function feedOfTrait(name: string): string | undefined {
  return feedOf.get(plainName(name))
}

/** The values of all fields of one person, each once. */
export function fieldValues(person: PersonTraits): FieldValue[] {
  const found = new Map<string, FieldValue>()
  const add: TraitRead['add'] = (field, text, written, of = '') => {
    const key = `${field} ${of} ${text}`
    if (text !== '' && found.size < MAX_VALUES && !found.has(key)) found.set(key, { field, of, text, written })
  }
  for (const phone of person.phones) add('phone', digitsOf(phone), phone)
  for (const email of person.emails) add('email', plainEmail(email), email)
  const parted = person.traits.some(([name]) => ['given', 'surname'].includes(feedOf.get(plainName(name)) ?? ''))
  for (const [name, value] of person.traits) readTrait({ name, value, depth: 0, parted, add })
  return [...found.values()]
}

interface TraitRead {
  readonly name: string
  readonly value: unknown
  readonly depth: number
  /** Given name and surname stand in traits of their own, so a whole name says nothing new. */
  readonly parted: boolean
  readonly add: (field: FieldName, text: string, written: string, of?: string) => void
}

function readTrait({ name, value, depth, parted, add }: TraitRead): void {
  if (typeof value === 'object' && value !== null) {
    if (depth < MAX_TRAIT_DEPTH && !Array.isArray(value))
      for (const [inner, innerValue] of Object.entries(value)) readTrait({ name: inner, value: innerValue, depth: depth + 1, parted, add })
    return
  }
  if (typeof value !== 'string' && typeof value !== 'number') return
  const written = String(value).slice(0, MAX_TEXT_LENGTH)
  const feed = feedOf.get(plainName(name))
  if (feed === undefined) {
    const digits = plainNumber(name, written)
    if (digits) add('number', digits, written, plainName(name))
    return
  }
  if (feed === 'name' && parted) return
  for (const [field, texts] of Object.entries(feeds[feed]?.(written) ?? {}))
    for (const text of [texts ?? []].flat()) add(field as FieldName, text, written)
}

function plainEmail(text: string): string {
  const plain = text.normalize('NFKC').trim().toLowerCase()
  return plain.includes('@') ? plain : ''
}

/** Six digits and more, also those of an identity card with its X. */
const NUMBER = /^(\d{6,20}|\d{17}x)$/i
const PARTING = /[\s-]/g
/** Moments, amounts and counts are nobody's own. */
const NOT_OWN = /(at|time|date|stamp|amount|total|count|price|points|balance|score|version|时间|日期|金额|数量|积分|余额)$/

/** A number that may be somebody's own: of a card, a document, a membership. */
function plainNumber(name: string, value: string): string | undefined {
  const plain = value.normalize('NFKC').replace(PARTING, '').toLowerCase()
  return NUMBER.test(plain) && !NOT_OWN.test(plainName(name)) ? plain : undefined
}
