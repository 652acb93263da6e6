/** Conversations: the list, and one of them with its words and a place to answer. */
import type { ComponentChild } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Line, Phone } from './api.ts'
import { html } from './html.ts'
import { Message } from './message.ts'
import { useScreen } from './screen.ts'
import { clockTime } from './times.ts'

const TALK = new Set(['wecom', 'wechat', 'group', 'app'])

interface Conversation {
  readonly id: string
  readonly name: string
  readonly isGroup: boolean
  readonly members: number | undefined
  readonly lines: readonly Line[]
}

/** Newest first; contacts and groups nobody has spoken in yet come last. */
function conversationsOf(phone: Phone): Conversation[] {
  const byId = new Map<string, Line[]>()
  for (const { id } of [...phone.contacts, ...phone.groups]) byId.set(id, [])
  for (const line of phone.lines) {
    if (TALK.has(line.channel)) byId.set(line.with, [...(byId.get(line.with) ?? []), line])
  }
  const conversations = [...byId].map(([id, lines]) => {
    const group = phone.groups.find((one) => one.id === id)
    const contact = phone.contacts.find((one) => one.id === id)
    const other = lines.find((line) => !line.mine && line.from === id)
    const name = group?.name ?? contact?.remark ?? contact?.name ?? other?.fromName ?? id
    const isGroup = group !== undefined || lines.some((line) => line.channel === 'group')
    return { id, name, isGroup, members: group?.members, lines }
  })
  return conversations.sort((a, b) => (b.lines.at(-1)?.id ?? 0) - (a.lines.at(-1)?.id ?? 0))
}

export function Chats({ phone, open, onOpen }: { phone: Phone; open: string | undefined; onOpen: (id?: string) => void }): ComponentChild {
  const { word } = useScreen()
  const conversations = conversationsOf(phone)
  const opened = conversations.find(({ id }) => id === open)
  if (opened) return html`<${Talk} conversation=${opened} onBack=${() => onOpen(undefined)} />`
  if (conversations.length === 0) return html`<p class="empty">${word('nothingSaid')}</p>`
  return html`
    <ul class="rows">
      ${conversations.map(
        (one) => html`
          <li key=${one.id}>
            <button class="row" onClick=${() => onOpen(one.id)}>
              <${Face} name=${one.name} group=${one.isGroup} />
              <span class="row-main">
                <strong>${one.name}</strong>
                <span class="row-last">${summary(one.lines.at(-1))}</span>
              </span>
              <time>${one.lines.length > 0 ? clockTime(one.lines.at(-1)?.at ?? 0) : ''}</time>
            </button>
          </li>
        `,
      )}
    </ul>
  `
}

function Talk({ conversation, onBack }: { conversation: Conversation; onBack: () => void }): ComponentChild {
  const { word, act, phone } = useScreen()
  const end = useRef<HTMLDivElement>(null)
  const last = conversation.lines.at(-1)?.id
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [last])
  const isCustomer = phone?.person.actor.startsWith('customer:')
  const target = conversation.isGroup ? { chatId: conversation.id } : { to: conversation.id }
  const isApp = conversation.lines.some((line) => line.channel === 'app')
  return html`
    <div class="talk">
      <header class="talk-head">
        <button class="quiet" onClick=${onBack}>‹ ${word('back')}</button>
        <strong>${conversation.name}${conversation.members === undefined ? '' : ` (${conversation.members})`}</strong>
        ${conversation.isGroup && isCustomer ? html`<button class="quiet" onClick=${() => act('leaveGroup', target)}>${word('leave')}</button>` : html`<span></span>`}
      </header>
      <div class="lines">
        ${conversation.lines.map((line) => html`<${Bubble} key=${`${line.id} ${line.mine}`} line=${line} named=${conversation.isGroup} />`)}
        <div ref=${end}></div>
      </div>
      ${isApp ? null : html`<${Answer} target=${target} />`}
    </div>
  `
}

function Answer({ target }: { target: object }): ComponentChild {
  const { word, act } = useScreen()
  const [words, setWords] = useState('')
  const send = async (event: Event) => {
    event.preventDefault()
    if (words.trim() === '') return
    await act('say', { ...target, text: words })
    setWords('')
  }
  return html`
    <form class="answer" onSubmit=${send}>
      <input value=${words} placeholder=${word('say')} aria-label=${word('say')} onInput=${(event: InputEvent) => setWords((event.target as HTMLInputElement).value)} />
      <button class="main">${word('send')}</button>
    </form>
  `
}

function Bubble({ line, named }: { line: Line; named: boolean }): ComponentChild {
  return html`
    <div class=${line.mine ? 'bubble mine' : 'bubble'}>
      <${Face} name=${line.fromName} />
      <div>
        ${named && !line.mine ? html`<small class="who">${line.fromName}</small>` : null}
        <div class="bubble-body"><${Message} content=${line.content} /></div>
        <time>${clockTime(line.at)}</time>
      </div>
    </div>
  `
}

export function Face({ name, group }: { name: string; group?: boolean }): ComponentChild {
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 360
  return html`<span class="face" aria-hidden="true" style=${`background: hsl(${hue} 45% 52%)`}>${group ? '群' : [...name].at(-1)}</span>`
}

function summary(line: Line | undefined): string {
  if (!line) return ''
  const inner = line.content[line.content.msgtype] as { content?: string; title?: string } | undefined
  return inner?.content ?? inner?.title ?? `[${line.content.msgtype}]`
}
