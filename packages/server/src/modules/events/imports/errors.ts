/** What can go wrong with an import: codes of the request, of a file as a whole, and of one row. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'
import type { Words } from '../../../platform/i18n/locale.ts'

export const importErrors = {
  'events.import_no_file': {
    status: 400,
    zh: '请求里没有文件，请用 file 字段上传',
    en: 'There is no file in the request; send it in the field “file”',
  },
  'events.import_mapping': { status: 400, zh: '列映射有误，{field}：{reason}', en: 'The mapping cannot be used, {field}: {reason}' },
  'events.import_empty': { status: 422, zh: '文件里没有任何行', en: 'The file has no rows' },
  'events.import_unreadable': { status: 422, zh: '文件无法读取：{reason}', en: 'The file cannot be read: {reason}' },
  'events.import_too_large': {
    status: 413,
    zh: '文件太大：{what} 的上限是 {limit}',
    en: 'The file is too large: the limit of {what} is {limit}',
  },
  'events.import_columns_missing': {
    status: 422,
    zh: '预设 {preset} 需要 {fields}，文件的列是：{columns}。可用列映射指定，例如 --map 列名={example}',
    en: 'Preset {preset} needs {fields}; the columns of the file are: {columns}. Name them with a mapping, for example --map COLUMN={example}',
  },
  'events.import_column_unknown': {
    status: 422,
    zh: '列映射提到的列“{column}”不在文件里，文件的列是：{columns}',
    en: 'The mapping names the column “{column}”, which the file does not have; its columns are: {columns}',
  },
  'events.import_given_up': {
    status: 422,
    zh: '导入多次中断，没有完成，请重新上传',
    en: 'The import was interrupted again and again and did not end; upload the file again',
  },
  'events.import_no_space': {
    status: 503,
    zh: '磁盘空间不足，上传的文件没有存下',
    en: 'The disk is full; the uploaded file was not kept',
  },
  'events.import_upload_lost': {
    status: 422,
    zh: '执行导入的进程在数据目录的 uploads 里没有找到上传的文件：请重新上传；多个进程须共用 uploads 文件夹',
    en: 'The process that runs the import did not find the uploaded file in uploads of its data directory: send it again; several processes must share the folder uploads',
  },
} as const satisfies ErrorTable

/** Codes of refused rows; the details name the column and quote the value. */
export const rowErrors = {
  'events.import_row_columns': {
    status: 422,
    zh: '应有 {expected} 列，实有 {found} 列',
    en: '{expected} columns were expected, {found} found',
  },
  'events.import_row_quotes': { status: 422, zh: '引号不成对', en: 'a quotation mark is out of place' },
  'events.import_row_long': { status: 422, zh: '一行超过 {limit} 个字符', en: 'the row is longer than {limit} characters' },
  'events.import_row_too_long': { status: 422, zh: '{field} 超过 {limit} 个字符', en: '{field} is longer than {limit} characters' },
  'events.import_row_encoding': {
    status: 422,
    zh: '含有按 {encoding} 无法解码的字节或空字符',
    en: 'it holds bytes that are not {encoding}, or a NUL character',
  },
  'events.import_row_json': { status: 422, zh: '不是一个 JSON 对象：{reason}', en: 'it is not a JSON object: {reason}' },
  'events.import_row_missing': { status: 422, zh: '{field} 为空', en: '{field} is empty' },
  'events.import_row_time': {
    status: 422,
    zh: '{field} 的“{value}”不是可识别的时间',
    en: '“{value}” in {field} is not a time that can be read',
  },
  'events.import_row_number': { status: 422, zh: '{field} 的“{value}”不是数', en: '“{value}” in {field} is not a number' },
  'events.import_row_amount': {
    status: 422,
    zh: '金额“{value}”超出范围（绝对值须小于 100000000000000）',
    en: 'the amount “{value}” is out of range (below 100000000000000 either way)',
  },
  'events.import_row_choice': {
    status: 422,
    zh: '{field} 的“{value}”不在允许的取值中：{allowed}',
    en: '“{value}” in {field} is not one of {allowed}',
  },
  'events.import_row_unpaid': {
    status: 422,
    zh: '订单未付款（{value}），不算购买',
    en: 'the order is not paid ({value}), which is not a purchase',
  },
  'events.import_row_nobody': { status: 422, zh: '这一行没有任何身份标识', en: 'the row has no identifier of a person' },
} as const satisfies ErrorTable

export const fail = failer(importErrors)

export type RowErrorCode = keyof typeof rowErrors
/** A name of a column as it stands in the file, or of a field in both languages. */
export type RowDetails = Readonly<Record<string, string | number | Words>>

/** Thrown while one row is read; the row is listed with its line and this reason, and the rest goes on. */
export class RowProblem extends Error {
  override name = 'RowProblem'
  readonly code: RowErrorCode
  readonly details: RowDetails
  constructor(code: RowErrorCode, details: RowDetails = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}
