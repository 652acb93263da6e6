/** What stands in the cells of an exported list, and that no spreadsheet takes it for a formula. */
import type { Words } from '../../platform/i18n/locale.ts'
import { type PersonRead, personId } from '../identity/index.ts'

export type Cell = string | number | boolean | null

export interface Column {
  readonly heading: Words
  readonly cell: (person: PersonRead, enteredAt: Date | null) => Cell
}

/** Kinds that get a column, in this order; what is not named stands in the last one as `kind:value`. Families by the part before the colon. */
const KINDS: readonly { readonly kind: string; readonly heading: Words }[] = [
  { kind: 'phone', heading: { zh: '手机号', en: 'Phone' } },
  { kind: 'email', heading: { zh: '邮箱', en: 'E-mail' } },
  { kind: 'member_no', heading: { zh: '会员号', en: 'Member number' } },
  { kind: 'user_id', heading: { zh: '用户 ID', en: 'User ID' } },
  { kind: 'unionid', heading: { zh: 'UnionID', en: 'UnionID' } },
  { kind: 'openid', heading: { zh: 'OpenID', en: 'OpenID' } },
  { kind: 'external_userid', heading: { zh: '企业微信外部联系人', en: 'WeCom contact' } },
]
const SEPARATOR = '; '
/** A spreadsheet takes no more. */
const MAX_CELL_LENGTH = 32_767

export function columnsOf({ timeZone, traits }: { timeZone: string; traits: readonly string[] }): Column[] {
  return [
    { heading: { zh: '客户编号', en: 'Person' }, cell: ({ person }) => personId(person) },
    ...KINDS.map(({ kind, heading }) => ({ heading, cell: (person: PersonRead) => valuesOf(person, kind) })),
    { heading: { zh: '其他标识', en: 'Other identifiers' }, cell: otherIdentifiers },
    { heading: { zh: '首次出现', en: 'First seen' }, cell: ({ firstSeenAt }) => momentText(firstSeenAt, timeZone) },
    { heading: { zh: '进入人群', en: 'Entered' }, cell: (_, enteredAt) => enteredAt && momentText(enteredAt.getTime(), timeZone) },
    ...traits.map((name) => ({ heading: { zh: name, en: name }, cell: ({ traits: own }: PersonRead) => traitCell(own[name]) })),
  ]
}

function familyOf(kind: string): string {
  return kind.split(':', 1)[0] ?? kind
}

function valuesOf({ identifiers }: PersonRead, kind: string): string {
  return identifiers
    .filter((one) => familyOf(one.kind) === kind)
    .map((one) => one.value)
    .join(SEPARATOR)
}

function otherIdentifiers({ identifiers }: PersonRead): string {
  return identifiers
    .filter((one) => !KINDS.some(({ kind }) => kind === familyOf(one.kind)))
    .map((one) => `${one.kind}:${one.value}`)
    .join(SEPARATOR)
}

function traitCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}

/** `2026-03-01 08:30:00` in the workspace's zone. */
function momentText(epochMs: number, timeZone: string): string {
  return new Date(epochMs).toLocaleString('sv-SE', { timeZone })
}

/** What a spreadsheet would run, also in the wide forms of an Asian keyboard; numbers are numbers. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** A text that begins like a formula gets an apostrophe in front, which spreadsheets show as text; control characters that no sheet bears go. */
export function safeCell(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
  const text = cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, MAX_CELL_LENGTH - 1)
  return FORMULA.test(text) ? `'${text}` : text
}
