/** Times of the world as a phone in China shows them. */

const format = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** @param at milliseconds */
export function clockTime(at: number): string {
  return format.format(at)
}
