/** Names of columns compare without case, width, blanks and punctuation: `Order No.`, `order_no` and `ＯｒｄｅｒＮｏ` are one. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./()#]+/g, '')
}
