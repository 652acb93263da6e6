/** What a broadcast says, content by content. */
import type { BroadcastRead } from './broadcast-page.tsx'
import { MessagePreviews } from './message-previews.tsx'

export function BroadcastContents({ broadcast }: { readonly broadcast: BroadcastRead }) {
  return (
    <div className="lc-columns lc-columns-top">
      <MessagePreviews contents={broadcast.contents} />
    </div>
  )
}
