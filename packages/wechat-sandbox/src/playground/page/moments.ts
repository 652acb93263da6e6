/** Moments as the person sees them. */
import type { ComponentChild } from 'preact'
import type { Line, Phone } from './api.ts'
import { Face } from './chats.ts'
import { html } from './html.ts'
import { Composition } from './message.ts'
import { useScreen } from './screen.ts'
import { clockTime } from './times.ts'

export function Moments({ phone }: { phone: Phone }): ComponentChild {
  const { word, act } = useScreen()
  const seen = phone.lines.filter(({ channel }) => channel === 'moments').reverse()
  const isStaff = phone.person.actor.startsWith('staff:')
  const post = () => {
    const text = prompt(word('publish'))
    if (text) void act('postMoment', { text })
  }
  return html`
    ${isStaff ? html`<p><button class="small main" onClick=${post}>${word('publish')}</button></p>` : null}
    ${seen.length === 0 ? html`<p class="empty">${word('noMoments')}</p>` : null}
    ${seen.map((line) => html`<${Moment} key=${line.id} line=${line} />`)}
  `
}

function Moment({ line }: { line: Line }): ComponentChild {
  const { word, act } = useScreen()
  const fields = line.content.moment as Readonly<Record<string, unknown>>
  const which = { momentId: String(fields.moment_id), userId: line.from }
  const comment = () => {
    const text = prompt(word('comment'))
    if (text) void act('commentMoment', { ...which, text })
  }
  return html`
    <article class="moment">
      <${Face} name=${line.fromName} />
      <div>
        <strong class="who">${line.fromName}</strong>
        <${Composition} fields=${fields} />
        <footer>
          <time>${clockTime(line.at)}</time>
          <button class="small" onClick=${() => act('likeMoment', which)}>♡ ${word('like')}</button>
          <button class="small" onClick=${comment}>${word('comment')}</button>
        </footer>
      </div>
    </article>
  `
}
