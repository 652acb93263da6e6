/** The hand on the world: clock, faults, callbacks, unknown calls, the world itself. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { get, post } from './api.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'
import { clockTime } from './times.ts'

const STEPS = ['PT25S', 'PT1H', 'P1D', 'P7D'] as const
const FAULTS = ['duplicate', 'lose', 'reorder', 'delayMs', 'error5xx', 'rateLimit'] as const
const SHOWN_CALLBACKS = 30

/** @param beat changes whenever the world should be read again */
export function Panels({ beat, now }: { beat: number; now: number }): ComponentChild {
  return html`<${Clock} now=${now} /><${CallbackLog} beat=${beat} /><${Faults} /><${Unknown} beat=${beat} /><${World} made=${true} />`
}

function Clock({ now }: { now: number }): ComponentChild {
  const { word, attempt } = useScreen()
  const advance = (step: string) =>
    attempt(async () => {
      await post('clock', { advance: step })
      return undefined
    })
  return html`
    <section class="panel">
      <h2>${word('clock')}</h2>
      <p class="clock">${clockTime(now)}</p>
      <p class="buttons">${STEPS.map((step) => html`<button key=${step} class="small" onClick=${() => advance(step)}>+${step.replace(/^PT?/, '')}</button>`)}</p>
    </section>
  `
}

interface CallbackLine {
  readonly id: number
  readonly event: string
  readonly changeType: string
  readonly createdAt: number
  readonly state: string
  readonly attempts: number
  readonly outcome: string | null
  readonly xml: string
}

function CallbackLog({ beat }: { beat: number }): ComponentChild {
  const { word, attempt } = useScreen()
  const [log, setLog] = useState<{ counts: Record<string, number>; items: CallbackLine[] }>({ counts: {}, items: [] })
  useEffect(() => {
    void get<typeof log>(`callbacks?limit=${SHOWN_CALLBACKS}`).then(setLog, () => {})
  }, [beat])
  const verify = () => attempt(async () => (await post<{ words: string }>('verify')).words)
  return html`
    <section class="panel">
      <h2>${word('callbacks')} <button class="small" onClick=${verify}>${word('verify')}</button></h2>
      <p class="counts">${Object.entries(log.counts).map(([state, count]) => html`<span key=${state} class=${`tag ${state}`}>${word(state)} ${count}</span>`)}</p>
      ${log.items.length === 0 ? html`<p class="empty">${word('noCallbacks')}</p>` : null}
      <ul class="log">
        ${log.items.map(
          (one) => html`
            <li key=${one.id}>
              <details>
                <summary><span class=${`tag ${one.state}`}>${word(one.state)}</span> ${one.changeType || one.event} <time>${clockTime(one.createdAt)}</time></summary>
                <p>${one.event} · ${one.attempts} ${word('attempts')}${one.outcome ? ` · ${one.outcome}` : ''}</p>
                <pre class="raw">${one.xml.replaceAll('><', '>\n<')}</pre>
              </details>
            </li>
          `,
        )}
      </ul>
    </section>
  `
}

function Faults(): ComponentChild {
  const { word, attempt } = useScreen()
  const [faults, setFaults] = useState<Record<string, number>>({})
  useEffect(() => {
    void get<Record<string, number>>('faults').then(setFaults, () => {})
  }, [])
  const save = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      setFaults(await post<Record<string, number>>('faults', faults))
      return word('done')
    })
  }
  const change = (key: string) => (event: InputEvent) => setFaults({ ...faults, [key]: Number((event.target as HTMLInputElement).value) })
  return html`
    <section class="panel">
      <h2>${word('faults')}</h2>
      <form class="grid" onSubmit=${save}>
        ${FAULTS.map(
          (key) => html`
            <label key=${key}>${word(key)}
              <input type="number" min="0" max=${key === 'delayMs' ? 15_000 : 1} step=${key === 'delayMs' ? 100 : 0.05} value=${faults[key] ?? 0} onInput=${change(key)} />
            </label>
          `,
        )}
        <button class="small main">${word('save')}</button>
      </form>
    </section>
  `
}

function Unknown({ beat }: { beat: number }): ComponentChild {
  const { word } = useScreen()
  const [items, setItems] = useState<readonly { method: string; path: string; calls: number }[]>([])
  useEffect(() => {
    void get<{ items: typeof items }>('unknown').then(
      (answer) => setItems(answer.items),
      () => {},
    )
  }, [beat])
  return html`
    <section class="panel">
      <h2>${word('unknown')}</h2>
      ${items.length === 0 ? html`<p class="empty">${word('noUnknown')}</p>` : null}
      <ul class="log">${items.map((one) => html`<li key=${one.method + one.path}><code>${one.method} ${one.path}</code> ×${one.calls}</li>`)}</ul>
    </section>
  `
}

const PLAN = ['seed', 'staff', 'customers', 'groups'] as const

/** @param made whether there is a world whose keys can be shown */
export function World({ made }: { made: boolean }): ComponentChild {
  const { word, attempt } = useScreen()
  const [plan, setPlan] = useState({ seed: 1, staff: 5, customers: 50, groups: 3 })
  const [callbackUrl, setCallbackUrl] = useState('')
  const [keys, setKeys] = useState<object | undefined>(undefined)
  useEffect(() => {
    if (made) void get<object>('corp').then(setKeys, () => {})
  }, [made])
  const make = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      const answer = await post<{ corp: object }>('world', { ...plan, ...(callbackUrl && { callbackUrl }) })
      setKeys(answer.corp)
      return word('done')
    })
  }
  const change = (key: string) => (event: InputEvent) => setPlan({ ...plan, [key]: Number((event.target as HTMLInputElement).value) })
  return html`
    <section class="panel">
      <h2>${word('world')}</h2>
      ${keys ? html`<details><summary>${word('keys')}</summary><pre class="raw">${JSON.stringify(keys, null, 1)}</pre></details>` : null}
      <form class="grid" onSubmit=${make}>
        ${PLAN.map((key) => html`<label key=${key}>${word(key)}<input type="number" min="0" value=${plan[key]} onInput=${change(key)} /></label>`)}
        <label class="wide">${word('callbackUrl')}
          <input type="url" placeholder="http://127.0.0.1:8080/callback" value=${callbackUrl} onInput=${(event: InputEvent) => setCallbackUrl((event.target as HTMLInputElement).value)} />
        </label>
        <button class="small main">${word(keys ? 'remakeWorld' : 'makeWorld')}</button>
      </form>
    </section>
  `
}
