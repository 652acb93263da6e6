/** What the corp asks a member to tap: mass sends and moments. */
import type { ComponentChild } from 'preact'
import type { Line, Phone } from './api.ts'
import { html } from './html.ts'
import { Composition } from './message.ts'
import { useScreen } from './screen.ts'
import { clockTime } from './times.ts'

const TITLES: Readonly<Record<string, string>> = { mass_send_task: 'massSend', mass_send_reminder: 'reminder', moment_task: 'moment' }

export function Tasks({ phone }: { phone: Phone }): ComponentChild {
  const { word } = useScreen()
  const asked = phone.lines.filter(({ channel }) => channel === 'task').reverse()
  if (asked.length === 0) return html`<p class="empty">${word('noTasks')}</p>`
  return html`${asked.map((line) => html`<${Task} key=${line.id} line=${line} phone=${phone} />`)}`
}

function Task({ line, phone }: { line: Line; phone: Phone }): ComponentChild {
  const { word, act } = useScreen()
  const { msgtype } = line.content
  const fields = (line.content[msgtype] ?? {}) as Readonly<Record<string, unknown>>
  const isMoment = msgtype === 'moment_task'
  const id = String(isMoment ? fields.moment_id : fields.msgid)
  const state = phone.tasks.find((task) => task.id === id)
  const tap = () => (isMoment ? act('confirmMoment', { momentId: id }) : act('confirmMassSend', { msgid: id }))
  return html`
    <article class="task">
      <header>
        <strong>${word(TITLES[msgtype] ?? msgtype)}</strong>
        <time>${clockTime(line.at)}</time>
      </header>
      ${typeof fields.recipients === 'number' ? html`<small>${fields.recipients} ${word('recipients')}</small>` : null}
      <${Composition} fields=${fields} />
      ${
        state && (state.done || state.cancelled)
          ? html`<p class="state">${word(state.done ? 'done' : 'cancelled')}</p>`
          : html`<button class="main wide" onClick=${tap}>${word(isMoment ? 'publish' : 'confirm')}</button>`
      }
    </article>
  `
}
