/** The camera: codes are pasted or picked. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { type Code, get } from './api.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'

export function Scan(): ComponentChild {
  const { word, act } = useScreen()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly Code[]>([])
  useEffect(() => {
    void get<{ items: Code[] }>('codes').then(({ items }) => setCodes(items))
  }, [])
  const scan = (event: Event) => {
    event.preventDefault()
    if (code.trim() !== '') void act('scan', { code: code.trim() })
  }
  return html`
    <form class="answer" onSubmit=${scan}>
      <input value=${code} placeholder=${word('pasteCode')} aria-label=${word('pasteCode')} onInput=${(event: InputEvent) => setCode((event.target as HTMLInputElement).value)} />
      <button class="main">${word('scan')}</button>
    </form>
    <h3>${word('knownCodes')}</h3>
    ${codes.length === 0 ? html`<p class="empty">${word('noCodes')}</p>` : null}
    <ul class="rows">
      ${codes.map(
        (one) => html`
          <li key=${one.code}>
            <button class="row" onClick=${() => act('scan', { code: one.code })}>
              <img class="qr" src=${`/_sandbox/qr.svg?text=${encodeURIComponent(one.code)}`} alt="" />
              <span class="tag">${word(`${one.kind}Code`)}</span>
              <span class="row-main"><strong>${one.words.trim() || '—'}</strong><span class="row-last">${one.code}</span></span>
            </button>
          </li>
        `,
      )}
    </ul>
  `
}
