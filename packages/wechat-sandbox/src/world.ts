/** What every area sees of the world it lives in. */
import type { Random } from './random.ts'
import type { Store } from './store/store.ts'

export type { Random } from './random.ts'

export interface World {
  readonly store: Store
  /** Milliseconds: real time plus the offset that `advance` added. */
  readonly clock: { now(): number }
  readonly random: Random
  readonly ids: {
    /** `wm` and 30 characters. Use `externalUserIdOf` to learn the id of a customer at a corp. */
    externalUserId(): string
    /** @param length characters after the prefix, 30 unless told */
    opaque(prefix: string, length?: number): string
    /** 43 letters that decode to 32 bytes. */
    encodingAesKey(): string
  }
  /** Queues a signed callback of the corp, sent after the transaction. For deeds of people and of the platform, never for API calls [WW:92130]. */
  callback(event: CallbackEvent): void
  /** What a person sees. */
  deliver(message: Message): void
  /** Opens a page on the person's phone after the transaction: redirects followed, silent OAuth answered with a code. */
  visit(visit: Visit): void
}

export interface Visit {
  readonly by: Person
  /** http or https */
  readonly url: string
}

/** `fields` become the elements after the common ones, in their order; undefined ones are left out, objects nest, lists repeat the element. */
export interface CallbackEvent {
  readonly corpId: string
  readonly Event: string
  readonly ChangeType?: string
  readonly fields: Readonly<Record<string, string | number | object | undefined>>
}

export type Person = { readonly customer: string } | { readonly staff: string; readonly corpId: string }

export interface Message {
  readonly to: Person
  /** Who it comes from: a userid, a customer id, a chat's member or the name of an app. */
  readonly from: string
  /** `wecom`, `group`, `moments`, `app` … */
  readonly channel: string
  /** The group it was said in. */
  readonly chatId?: string
  /** As the platform's JSON: `{msgtype:'text', text:{content}}` … */
  readonly content: object
}

export interface WorldPlan {
  readonly seed: number
  readonly staff: number
  readonly customers: number
  readonly groups: number
  readonly callbackUrl?: string
  /** 0–1 of the customers use another corp's WeCom instead of WeChat; none unless told. */
  readonly wecomShare?: number
}
