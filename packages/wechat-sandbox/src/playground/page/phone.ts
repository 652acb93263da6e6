/** The phone of a customer or of a member of staff. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Phone as PhoneOf } from './api.ts'
import { Chats } from './chats.ts'
import { Contacts } from './contacts.ts'
import { Deeds } from './deeds.ts'
import { html } from './html.ts'
import { Moments } from './moments.ts'
import { Scan } from './scan.ts'
import { useScreen } from './screen.ts'
import { Tasks } from './tasks.ts'

const CUSTOMER_TABS = ['chats', 'contacts', 'moments', 'scan', 'more'] as const
const STAFF_TABS = ['tasks', 'chats', 'contacts', 'moments', 'more'] as const

export function Phone({ phone }: { phone: PhoneOf }): ComponentChild {
  const { word } = useScreen()
  const { person } = phone
  const isCustomer = person.actor.startsWith('customer:')
  const tabs: readonly string[] = isCustomer ? CUSTOMER_TABS : STAFF_TABS
  const [tab, setTab] = useState<string>(tabs[0] ?? 'chats')
  const [open, setOpen] = useState<string | undefined>(undefined)
  useEffect(() => {
    setTab(tabs[0] ?? 'chats')
    setOpen(undefined)
  }, [person.actor])
  const waiting = phone.tasks.filter((task) => !task.done && !task.cancelled).length
  const talk = (id?: string) => {
    setTab('chats')
    setOpen(id)
  }
  return html`
    <section class="phone" aria-label=${word('phone')}>
      <header class="phone-head">
        <strong>${person.name}</strong>
        <small>${person.actor.split(':')[1]}${person.city ? ` · ${person.city}` : ''}${person.resigned ? ` · ${word('resigned')}` : ''}</small>
        ${person.externalUserId ? html`<small class="id" title="external_userid">${person.externalUserId}</small>` : null}
      </header>
      <div class="phone-body">
        ${tab === 'chats' ? html`<${Chats} phone=${phone} open=${open} onOpen=${setOpen} />` : null}
        ${tab === 'contacts' ? html`<${Contacts} phone=${phone} onTalk=${talk} />` : null}
        ${tab === 'moments' ? html`<${Moments} phone=${phone} />` : null}
        ${tab === 'scan' ? html`<${Scan} />` : null}
        ${tab === 'tasks' ? html`<${Tasks} phone=${phone} />` : null}
        ${tab === 'more' ? html`<${Deeds} phone=${phone} />` : null}
      </div>
      <nav class="phone-tabs">
        ${tabs.map(
          (one) => html`
            <button key=${one} class=${one === tab ? 'on' : ''} onClick=${() => setTab(one)}>
              ${word(one)}${one === 'tasks' && waiting > 0 ? html`<b class="badge">${waiting}</b>` : null}
            </button>
          `,
        )}
      </nav>
    </section>
  `
}
