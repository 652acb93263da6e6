/** The playground: pick a person, see and use their phone, have a hand on the world. */
import { type ComponentChild, render } from 'preact'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { get, type Phone as PhoneOf, phoneOf, post } from './api.ts'
import { html } from './html.ts'
import { Panels, World } from './panels.ts'
import { People } from './people.ts'
import { Phone } from './phone.ts'
import { type Screen, ScreenProvider, useScreen } from './screen.ts'
import { type Language, wordIn } from './words.ts'

const BEAT_MS = 1_500
const NOTE_MS = 4_000
const PANES = ['people', 'phone', 'world'] as const

interface Pulse {
  readonly beat: number
  readonly now: number
  /** Undefined until the first answer. */
  readonly hasWorld: boolean | undefined
}

/** Reads the clock again and again; `again` reads at once. */
function usePulse(): [Pulse, () => void] {
  const [pulse, setPulse] = useState<Pulse>({ beat: 0, now: 0, hasWorld: undefined })
  const again = useCallback(() => {
    void get<{ now: string; world: boolean }>('').then(
      ({ now, world }) => setPulse(({ beat }) => ({ beat: beat + 1, now: Date.parse(now), hasWorld: world })),
      () => {},
    )
  }, [])
  useEffect(() => {
    again()
    const timer = setInterval(again, BEAT_MS)
    return () => clearInterval(timer)
  }, [again])
  return [pulse, again]
}

/** The phone of the chosen person, read again with every beat. @param onGone the person is not of this world any more */
function usePhone(actor: string | undefined, beat: number, onGone: () => void): PhoneOf | undefined {
  const [phone, setPhone] = useState<PhoneOf | undefined>(undefined)
  useEffect(() => {
    let current = true
    if (actor === undefined) setPhone(undefined)
    else
      phoneOf(actor).then(
        (read) => current && setPhone(read),
        () => current && onGone(),
      )
    return () => {
      current = false
    }
  }, [actor, beat])
  return phone
}

function App(): ComponentChild {
  const [language, setLanguage] = useState<Language>(navigator.language.startsWith('zh') ? 'zh' : 'en')
  const [actor, setActor] = useState<string | undefined>(undefined)
  const [pane, setPane] = useState<string>('people')
  const [note, setNote] = useState<{ words: string; bad: boolean } | undefined>(undefined)
  const [age, setAge] = useState(0)
  const [pulse, again] = usePulse()
  const phone = usePhone(actor, pulse.beat, () => setActor(undefined))
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  useEffect(() => {
    if (note === undefined) return
    const timer = setTimeout(() => setNote(undefined), NOTE_MS)
    return () => clearTimeout(timer)
  }, [note])

  const word = (key: string) => wordIn(language, key)
  const attempt: Screen['attempt'] = async (work) => {
    try {
      const words = await work()
      if (words !== undefined) setNote({ words, bad: false })
    } catch (error) {
      setNote({ words: error instanceof Error ? error.message : String(error), bad: true })
    }
    setAge((before) => before + 1)
    again()
  }
  const act: Screen['act'] = (verb, fields = {}) =>
    attempt(async () => (await post<{ effects: string[] }>('act', { ...fields, actor, verb })).effects.join(' · '))
  const choose = (chosen: string) => {
    setActor(chosen)
    setPane('phone')
  }
  return html`
    <${ScreenProvider} value=${{ language, word, act, attempt, phone }}>
      <header class="top">
        <h1>${word('title')}</h1>
        <button class="quiet" onClick=${() => setLanguage(language === 'zh' ? 'en' : 'zh')}>${word('language')}</button>
      </header>
      ${pulse.hasWorld === false ? html`<main class="alone"><p class="empty">${word('noWorld')}</p><${World} made=${false} /></main>` : null}
      ${pulse.hasWorld ? html`<${Panes} pane=${pane} onPane=${setPane} actor=${actor} age=${age} pulse=${pulse} onChoose=${choose} />` : null}
      ${note ? html`<div class=${note.bad ? 'note bad' : 'note'} role="status">${note.words}</div>` : null}
    <//>
  `
}

interface PanesInput {
  readonly pane: string
  readonly onPane: (pane: string) => void
  readonly actor: string | undefined
  readonly age: number
  readonly pulse: Pulse
  readonly onChoose: (actor: string) => void
}

/** Side by side; on a phone's width one at a time. */
function Panes({ pane, onPane, actor, age, pulse, onChoose }: PanesInput): ComponentChild {
  const { word, phone } = useScreen()
  return html`
    <main class=${`panes show-${pane}`}>
      <div class="pane pane-people"><${People} chosen=${actor} age=${age} onChoose=${onChoose} /></div>
      <div class="pane pane-phone">${phone ? html`<${Phone} phone=${phone} />` : html`<p class="empty">${word('pick')}</p>`}</div>
      <div class="pane pane-world"><${Panels} beat=${pulse.beat} now=${pulse.now} /></div>
    </main>
    <nav class="pane-tabs">
      ${PANES.map((one) => html`<button key=${one} class=${one === pane ? 'on' : ''} onClick=${() => onPane(one)}>${word(one)}</button>`)}
    </nav>
  `
}

const root = document.getElementById('app')
if (root) render(html`<${App} />`, root)
