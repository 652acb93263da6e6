/** Everybody of the world, to pick one. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { get, type Person } from './api.ts'
import { Face } from './chats.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'

const KINDS = ['customers', 'staff'] as const

/** @param age changes with every new world */
export function People({
  chosen,
  age,
  onChoose,
}: {
  chosen: string | undefined
  age: number
  onChoose: (actor: string) => void
}): ComponentChild {
  const { word } = useScreen()
  const [words, setWords] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('customers')
  const [people, setPeople] = useState<readonly Person[]>([])
  useEffect(() => {
    let current = true
    get<{ items: Person[] }>(`people?words=${encodeURIComponent(words)}`).then(
      ({ items }) => current && setPeople(items),
      () => current && setPeople([]),
    )
    return () => {
      current = false
    }
  }, [words, age])
  const prefix = kind === 'customers' ? 'customer:' : 'staff:'
  return html`
    <section class="people" aria-label=${word('people')}>
      <div class="segments">
        ${KINDS.map((one) => html`<button key=${one} class=${one === kind ? 'on' : ''} onClick=${() => setKind(one)}>${word(one)}</button>`)}
      </div>
      <input type="search" value=${words} placeholder=${word('search')} aria-label=${word('search')} onInput=${(event: InputEvent) => setWords((event.target as HTMLInputElement).value)} />
      <ul class="rows">
        ${people
          .filter(({ actor }) => actor.startsWith(prefix))
          .map(
            ({ actor, name, resigned }) => html`
              <li key=${actor}>
                <button class=${actor === chosen ? 'row on' : 'row'} onClick=${() => onChoose(actor)}>
                  <${Face} name=${name} />
                  <span class="row-main"><strong>${name}</strong><span class="row-last">${actor.slice(prefix.length)}${resigned ? ` · ${word('resigned')}` : ''}</span></span>
                </button>
              </li>
            `,
          )}
      </ul>
    </section>
  `
}
