/** Error codes of the event store. */
import { type ErrorTable, failer } from '../errors.ts'

export const clickhouseErrors = {
  'clickhouse.busy': {
    status: 503,
    zh: '正在排队的查询太多（{waiting} 个），请稍后再试',
    en: 'Too many queries are waiting ({waiting}); try again in a moment',
  },
  'clickhouse.too_slow': {
    status: 503,
    zh: '查询超过 {seconds} 秒未完成，请缩小时间范围或条件',
    en: 'The query did not finish within {seconds} seconds; ask for less, for example a shorter time range',
  },
  'clickhouse.too_large': {
    status: 422,
    zh: '查询结果太大，请缩小时间范围或条件',
    en: 'The result of the query is too large; ask for less, for example a shorter time range',
  },
  'clickhouse.out_of_memory': {
    status: 503,
    zh: '查询需要的内存超过上限，请缩小时间范围或条件',
    en: 'The query needs more memory than it may have; ask for less, for example a shorter time range',
  },
  'clickhouse.cancelled': { status: 409, zh: '查询已取消', en: 'The query was cancelled' },
  'clickhouse.closed': { status: 503, zh: '服务正在停止', en: 'The service is stopping' },
  'clickhouse.bad_rows': { status: 500, zh: '写入的数据不合格式：{reason}', en: 'The rows to insert are not well formed: {reason}' },
} as const satisfies ErrorTable

export const failClickHouse = failer(clickhouseErrors)
