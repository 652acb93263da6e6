/** Lists that the platform gives page by page. */
import { WecomFailure } from './failures.ts'

/**
 * Each page in turn; the first is asked for with ''. `most`: pages of a list that is as long as it can be, so that one without an end is noticed.
 * @throws WecomFailure of a call, and when the pages do not end
 */
export async function* pages<Page extends { readonly next_cursor: string }>(
  { api, most }: { api: string; most: number },
  fetchPage: (cursor: string) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor = ''
  for (let page = 0; page < most; page++) {
    const answer = await fetchPage(cursor)
    yield answer
    if (answer.next_cursor === '') return
    cursor = answer.next_cursor
  }
  throw new WecomFailure({ kind: 'permanent', api, words: 'the pages do not end' })
}
