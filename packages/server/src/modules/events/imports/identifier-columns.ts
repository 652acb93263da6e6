/** Which kind of identifier a column holds, by its name in Chinese or English. */
import { type DeclaredKinds, kindOf } from '../../identity/index.ts'
import { plainName } from './column-name.ts'

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  user_id: ['userid', 'uid', 'customerid', 'custid', 'buyerid', '用户id', '用户编号', '客户id', '客户编号', '买家id', '会员id'],
  phone: [
    'phone',
    'mobile',
    'tel',
    'phonenumber',
    'mobilenumber',
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '联系电话',
    '收货人手机',
    '联系手机',
  ],
  email: ['email', 'mail', 'emailaddress', '邮箱', '电子邮箱', '邮件地址'],
  unionid: ['unionid'],
  member_no: ['memberno', 'membernumber', 'membercard', 'cardno', '会员号', '会员卡号', '会员编号', '卡号'],
  anonymous_id: ['anonymousid', '匿名id'],
  device_id: ['deviceid', '设备id', '设备号'],
  cookie_id: ['cookieid'],
}
const KIND_BY_ALIAS = new Map(Object.entries(ALIASES).flatMap(([kind, names]) => names.map((name) => [name, kind])))

/** Undefined when the name is no kind. Kinds are recognised in any case; `openid` alone says nothing, its app belongs to the kind. */
export function identifierKindOf(name: string, declared: DeclaredKinds): string | undefined {
  const trimmed = name.trim()
  return kindOf(trimmed, declared) ? trimmed : KIND_BY_ALIAS.get(plainName(trimmed))
}
