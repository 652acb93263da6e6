import { expect, test } from 'vitest'
import { splitAddress } from './addresses.ts'
import { splitName } from './names.ts'
import { fieldValues } from './person-fields.ts'
import { plainDate } from './spelling.ts'

const read = (traits: Record<string, unknown>, phones: string[] = []) =>
  fieldValues({ traits: Object.entries(traits), phones, emails: [] }).map(({ field, text }) => `${field} ${text}`)

test('names come apart the Chinese and the Latin way', () => {
  expect(splitName('李雷')).toEqual({ surname: '李', given: '雷' })
  expect(splitName('欧阳 娜娜')).toEqual({ surname: '欧阳', given: '娜娜' })
  expect(splitName('Mr. Mitchell Green')).toEqual({ given: 'mitchell', surname: 'green' })
  expect(splitName('Green, Mitchell')).toEqual({ given: 'mitchell', surname: 'green' })
  expect(splitName('José GARCÍA')).toEqual({ given: 'jose', surname: 'garcia' })
  expect(splitName('快乐的小马甲123')).toEqual({ nickname: '快乐的小马甲123' })
  expect(splitName('李*')).toEqual({})
  expect(splitName('微信用户')).toEqual({})
})

test('addresses come apart into what is compared', () => {
  expect(splitAddress('上海市浦东新区世纪大道100号5栋302室')).toEqual({
    city: ['上海', '浦东新'],
    street: '世纪大道号栋室',
    house: '100-5-302',
  })
  expect(splitAddress('广西壮族自治区南宁市青秀区民族大道1号')).toMatchObject({ province: '广西', city: ['南宁', '青秀'] })
  expect(splitAddress('12/7 Wallaby St.')).toEqual({ city: [], street: 'wallabystreet', house: '12-7' })
})

test('dates of any spelling are eight digits', () => {
  for (const text of ['1990-05-01', '19900501', '1990/5/1', '1990年5月1日', '01/05/1990', '1990-05-01T08:00:00Z'])
    expect(plainDate(text)).toBe('19900501')
  expect(plainDate('May')).toBe('')
})

test('traits of known names feed fields, the inside of an address too; numbers of unknown names are numbers', () => {
  expect(read({ firstName: 'Li', last_name: 'Lei', name: 'ignored beside its parts' })).toEqual(['given_name li', 'surname lei'])
  expect(read({ address: { street: '7 Green Rd', city: 'Delmar', postalCode: '2119' } })).toEqual([
    'street greenroad',
    'house 7',
    'city delmar',
    'postcode 2119',
  ])
  expect(read({ soc_sec_id: 1_804_974, 会员卡: '66 0012 3456' })).toEqual(['number 1804974', 'number 6600123456'])
  expect(read({ registered_at: 1_700_000_000, level: 3, vip: true, note: '  ', gender: '男', sex: 'unknown' })).toEqual(['gender m'])
  expect(read({ 手机: '138 0013 8000' }, ['+8613800138000'])).toEqual(['phone 8613800138000'])
})
