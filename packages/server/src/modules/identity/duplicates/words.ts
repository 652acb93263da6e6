/** Reasons in words, without values. */
import { type Locale, type Words, wordsIn } from '../../../platform/i18n/locale.ts'
import type { DuplicateReason } from './contract.ts'

type Field = DuplicateReason['field']
type Level = DuplicateReason['level']

/** `digits`: a slip is one digit. */
const fields: Readonly<Record<Field, Words & { readonly digits?: true }>> = {
  surname: { zh: '姓', en: 'surname' },
  given_name: { zh: '名', en: 'given name' },
  nickname: { zh: '昵称', en: 'nickname' },
  birthday: { zh: '生日', en: 'birthday', digits: true },
  phone: { zh: '手机号', en: 'phone number', digits: true },
  email: { zh: '邮箱', en: 'e-mail address' },
  number: { zh: '号码', en: 'number', digits: true },
  gender: { zh: '性别', en: 'gender' },
  company: { zh: '公司', en: 'company' },
  street: { zh: '街道地址', en: 'street' },
  house: { zh: '门牌号', en: 'house number', digits: true },
  city: { zh: '城市或区县', en: 'city or district' },
  province: { zh: '省份', en: 'province' },
  postcode: { zh: '邮编', en: 'postcode', digits: true },
}

/** Where a level means something of its own in a field. */
const special: Partial<Record<`${Field} ${Level}`, Words>> = {
  'given_name swapped': { zh: '姓和名互换了位置', en: "given name and surname in each other's place" },
  'birthday near': { zh: '生日只差一位，或月日颠倒', en: 'birthday differs in one digit, or day and month are exchanged' },
  'birthday similar': { zh: '生日的年、月、日有两项相同', en: 'two of year, month and day of the birthday are the same' },
  'email near': { zh: '邮箱只差一个字符', en: 'e-mail address differs in one character' },
  'email similar': { zh: '邮箱的用户名相同，服务商不同', en: 'same e-mail name at another provider' },
}

export function reasonWords(input: { field: Field; level: Level; of: string }, locale: Locale): string {
  return wordsIn(special[`${input.field} ${input.level}`] ?? plain(input), locale)
}

function plain({ field, level, of }: { field: Field; level: Level; of: string }): Words {
  const { zh, en, digits } = fields[field]
  const name = of === '' ? { zh, en } : { zh: `${zh} ${of} `, en: `${en} ${of}` }
  switch (level) {
    case 'exact':
      return { zh: `${name.zh}相同`, en: `same ${name.en}` }
    case 'near':
      return digits
        ? { zh: `${name.zh}只差一位`, en: `${name.en} differs in one digit` }
        : { zh: `${name.zh}几乎一样`, en: `nearly the same ${name.en}` }
    case 'similar':
      return { zh: `${name.zh}相近`, en: `similar ${name.en}` }
    case 'swapped':
      return { zh: `${name.zh}换了位置`, en: `${name.en} in another place` }
    case 'different':
      return { zh: `${name.zh}不同`, en: `different ${name.en}` }
  }
}
