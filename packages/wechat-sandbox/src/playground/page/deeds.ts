/** Every other verb, with its fields as JSON: what has no button yet can be done all the same. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { get, type Phone } from './api.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'

interface VerbShape {
  readonly name: string
  readonly actor: string
  readonly fields: {
    readonly properties?: Readonly<Record<string, { readonly type?: string; readonly default?: unknown }>>
    readonly required?: readonly string[]
  }
}

export function Deeds({ phone }: { phone: Phone }): ComponentChild {
  const { word, act, attempt } = useScreen()
  const [verbs, setVerbs] = useState<readonly VerbShape[]>([])
  const [name, setName] = useState('')
  const [fields, setFields] = useState('{}')
  useEffect(() => {
    void get<{ items: VerbShape[] }>('verbs').then(({ items }) => setVerbs(items))
  }, [])
  const kind = phone.person.actor.split(':')[0]
  const own = verbs.filter(({ actor }) => actor === 'any' || actor === kind)
  const choose = (chosen: string) => {
    setName(chosen)
    setFields(example(own.find((verb) => verb.name === chosen)))
  }
  const perform = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      const input = JSON.parse(fields) as object
      await act(name, input)
      return undefined
    })
  }
  return html`
    <form class="deeds" onSubmit=${perform}>
      <label>${word('verb')}
        <select value=${name} onChange=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
          <option value="">—</option>
          ${own.map((verb) => html`<option key=${verb.name} value=${verb.name}>${verb.name}</option>`)}
        </select>
      </label>
      <label>${word('fields')}
        <textarea rows="8" value=${fields} onInput=${(event: InputEvent) => setFields((event.target as HTMLTextAreaElement).value)}></textarea>
      </label>
      <button class="main wide" disabled=${name === ''}>${word('perform')}</button>
    </form>
  `
}

/** The fields that must be given, to be filled in. */
function example(verb: VerbShape | undefined): string {
  const required = verb?.fields.required ?? []
  const filled = required.map((field) => [field, verb?.fields.properties?.[field]?.type === 'integer' ? 0 : ''])
  return JSON.stringify(Object.fromEntries(filled), null, 2)
}
