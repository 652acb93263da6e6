/** One message as it looks on a phone, whatever its kind. */
import type { ComponentChild } from 'preact'
import type { Content } from './api.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'

const ADDRESS = /https?:\/\/[^\s<>"'，。！？）】]+/g

type Fields = Readonly<Record<string, unknown>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function Message({ content }: { content: Content }): ComponentChild {
  const { word } = useScreen()
  const inner = (content[content.msgtype] ?? {}) as Fields
  switch (content.msgtype) {
    case 'text':
    case 'markdown':
      return html`<span class="words">${withLinks(text(inner.content))}</span>`
    case 'link':
      return html`<${Card} title=${text(inner.title)} words=${text(inner.desc)} picture=${text(inner.picurl)} url=${text(inner.url)} />`
    case 'textcard':
      return html`<${Card} title=${text(inner.title)} words=${text(inner.description)} url=${text(inner.url)} />`
    case 'news':
      return (inner.articles as Fields[] | undefined)?.map(
        (one) => html`<${Card} title=${text(one.title)} words=${text(one.description)} picture=${text(one.picurl)} url=${text(one.url)} />`,
      )
    case 'image':
      return html`<img class="picture" src=${pictureAt(text(inner.pic_url) || text(inner.media_id))} alt=${`[${word('image')}]`} />`
    case 'video':
    case 'file':
    case 'voice':
      return html`<${Material} kind=${content.msgtype} fields=${inner} />`
    case 'miniprogram':
      return html`<${Card} title=${text(inner.title)} words=${`${word('miniprogram')} ${text(inner.appid)} ${text(inner.page)}`} />`
    case 'transfer_notice':
      return html`<${TransferNotice} handover=${text(inner.handover)} takeover=${text(inner.takeover)} />`
    default:
      return html`<pre class="raw">${JSON.stringify(content, null, 1)}</pre>`
  }
}

/** Uploaded pictures lie in the sandbox, whatever host their address names; others come from where they are. */
function pictureAt(address: string): string {
  const isOutside = /^https?:/.test(address) && !address.includes('wework.qpic.cn')
  return isOutside ? address : `/_sandbox/picture?address=${encodeURIComponent(address)}`
}

/** Text and attachments of a mass send or a moment. */
export function Composition({ fields }: { fields: Fields }): ComponentChild {
  const words = (fields.text as { content?: string } | undefined)?.content
  const attachments = (fields.attachments as Content[] | undefined) ?? []
  return html`
    ${words ? html`<div class="words">${withLinks(words)}</div>` : null}
    ${attachments.map((one) => html`<${Message} content=${one} />`)}
  `
}

function Card({ title, words, picture, url }: { title: string; words: string; picture?: string; url?: string }): ComponentChild {
  const { act } = useScreen()
  const body = html`
    <strong>${title}</strong>
    <span class="card-words">${words}</span>
    ${picture ? html`<img src=${pictureAt(picture)} alt="" />` : null}
  `
  if (!url) return html`<div class="card">${body}</div>`
  return html`<button class="card" onClick=${() => act('click', { url })} title=${url}>${body}</button>`
}

function Material({ kind, fields }: { kind: string; fields: Fields }): ComponentChild {
  const { word } = useScreen()
  return html`<span class="material">[${word(kind)}] <small>${text(fields.media_id).slice(0, 12)}</small></span>`
}

function TransferNotice({ handover, takeover }: { handover: string; takeover: string }): ComponentChild {
  const { word, act } = useScreen()
  return html`
    <span class="words">${word('transferNotice')}: ${handover} → ${takeover}</span>
    <button class="small" onClick=${() => act('refuseTransfer', { userId: takeover })}>${word('refuse')}</button>
  `
}

/** Addresses in a text can be clicked, as on a phone. */
function withLinks(words: string): ComponentChild[] {
  const parts: ComponentChild[] = []
  let from = 0
  for (const match of words.matchAll(ADDRESS)) {
    parts.push(words.slice(from, match.index), html`<${Address} url=${match[0]} />`)
    from = match.index + match[0].length
  }
  return [...parts, words.slice(from)]
}

function Address({ url }: { url: string }): ComponentChild {
  const { act } = useScreen()
  return html`<button class="address" onClick=${() => act('click', { url })}>${url}</button>`
}
