/** Error codes of people and their identifiers. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const identityErrors = {
  'identity.kind_undeclared': {
    status: 400,
    zh: '{field}：标识类型 {kind} 没有声明，请先用 POST /identifier-kinds 声明',
    en: '{field}: the identifier kind {kind} is not declared; declare it with POST /identifier-kinds',
  },
  'identity.reference_malformed': {
    status: 400,
    zh: '{field}：标识要写成 类型:值，例如 user_id:42',
    en: '{field}: write an identifier as KIND:VALUE, for example user_id:42',
  },
  'identity.value_empty': { status: 400, zh: '{field}：{kind} 的值为空', en: '{field}: the value of {kind} is empty' },
  'identity.value_too_long': {
    status: 400,
    zh: '{field}：{kind} 的值超过 {limit} 个字符',
    en: '{field}: the value of {kind} is longer than {limit} characters',
  },
  'identity.value_malformed': {
    status: 400,
    zh: '{field}：这个值不能作为 {kind}',
    en: '{field}: this value cannot be a {kind}',
  },
  'identity.kind_exists': {
    status: 409,
    zh: '标识类型 {kind} 已经有了，规则不同',
    en: 'The identifier kind {kind} exists already with other rules',
  },
  'identity.too_many_kinds': {
    status: 422,
    zh: '一个工作区最多声明 {limit} 种标识',
    en: 'A workspace declares at most {limit} identifier kinds',
  },
  'identity.conflict': {
    status: 409,
    zh: '不能合并：{why}',
    en: 'These cannot become one person: {why}',
  },
  'identity.merge_unknown': {
    status: 404,
    zh: '这位客户没有编号为 {mergeId} 的合并，或它已被撤销',
    en: 'This person has no merge {mergeId} in force',
  },
  'identity.conflict_decided': { status: 409, zh: '这条冲突已经有了决定', en: 'This conflict has been decided' },
  'identity.duplicate_decided': { status: 409, zh: '这条重复建议已经有了决定', en: 'This duplicate suggestion has been decided' },
  'identity.trait_is_identifier': {
    status: 400,
    zh: '{name} 是手机号或邮箱，属于标识，不是特征：请绑定为标识',
    en: '{name} is a phone number or an e-mail address, which is an identifier and no trait: link it as one',
  },
  'identity.trait_too_long': {
    status: 400,
    zh: '特征 {name} 的值超过 {limitBytes} 字节',
    en: 'The value of the trait {name} is longer than {limitBytes} bytes',
  },
  'identity.too_many_trait_rules': {
    status: 422,
    zh: '一个工作区最多为 {limit} 个特征设规则',
    en: 'A workspace has rules for at most {limit} traits',
  },
} as const satisfies ErrorTable

export type IdentityErrorCode = keyof typeof identityErrors

export const failIdentity = failer(identityErrors)
