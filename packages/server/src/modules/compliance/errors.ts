/** Error codes of consents, registers and people's rights. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const complianceErrors = {
  'compliance.purpose_undeclared': {
    status: 422,
    zh: '用途 {purpose} 没有登记，请先用 PUT /purposes/{purpose} 登记',
    en: 'The purpose {purpose} is not registered; register it with PUT /purposes/{purpose}',
  },
  'compliance.channel_not_of_purpose': {
    status: 422,
    zh: '用途 {purpose} 不走渠道 {channel}',
    en: 'The purpose {purpose} does not use the channel {channel}',
  },
  'compliance.guardian_needed': {
    status: 422,
    zh: '这位客户不满十四周岁，须由监护人同意：请填写 guardian（姓名与关系）',
    en: 'This person is under fourteen: a guardian must agree, so fill in guardian with name and relation',
  },
  'compliance.proof_too_large': {
    status: 422,
    zh: '凭证超过 {limitBytes} 字节；大的内容请存在别处，这里写它的地址或编号',
    en: 'The proof is larger than {limitBytes} bytes; keep what is large elsewhere and name its address or id here',
  },
  'compliance.too_many_purposes': {
    status: 422,
    zh: '一个工作区最多登记 {limit} 个用途',
    en: 'A workspace registers at most {limit} purposes',
  },
  'compliance.retention_fixed': {
    status: 422,
    zh: '{kind} 的留存期限由系统保证，不能改',
    en: 'How long {kind} is kept is fixed by the product',
  },
  'compliance.person_being_erased': {
    status: 409,
    zh: '这位客户正在被删除',
    en: 'This person is being erased',
  },
  'compliance.export_not_ready': { status: 409, zh: '导出还没有完成', en: 'The export is not ready' },
  'compliance.export_gone': {
    status: 410,
    zh: '导出的文件已经过期或删除，请重新导出',
    en: 'The exported file has expired or was removed; export again',
  },
} as const satisfies ErrorTable

export const failCompliance = failer(complianceErrors)
