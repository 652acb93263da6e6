/** Callbacks about corp tags are hints that the list has changed; marks come with callbacks about contacts. WW:92277 */
import type { CallbackHandler } from '../callbacks/handler.ts'
import { listNow } from './rounds.ts'

export const tagCallbacks: CallbackHandler = {
  event: 'change_external_tag',
  changeTypes: ['create', 'update', 'delete', 'shuffle'],
  handle: async ({ handles, corp, callbacks }) => {
    await listNow(handles, corp)
    return callbacks.map(({ id }) => ({ id, what: 'done' }))
  },
}
