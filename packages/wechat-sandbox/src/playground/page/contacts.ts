/** Who the person knows, and how to know more people. */
import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { type Contact, get, type Person, type Phone } from './api.ts'
import { Face } from './chats.ts'
import { html } from './html.ts'
import { useScreen } from './screen.ts'

const NOTES: Readonly<Record<string, string>> = { half: 'half', requested: 'requested' }

export function Contacts({ phone, onTalk }: { phone: Phone; onTalk: (id: string) => void }): ComponentChild {
  const { word } = useScreen()
  const isCustomer = phone.person.actor.startsWith('customer:')
  const known = isCustomer ? phone.contacts.filter(({ status }) => status !== 'one_way') : phone.contacts
  return html`
    ${known.length === 0 ? html`<p class="empty">${word('noContacts')}</p>` : null}
    <ul class="rows">
      ${known.map((one) => html`<${ContactRow} key=${one.id} contact=${one} isCustomer=${isCustomer} onTalk=${onTalk} />`)}
    </ul>
    ${isCustomer ? html`<${AddStaff} known=${known} /><${JoinGroups} phone=${phone} />` : null}
  `
}

function ContactRow({
  contact,
  isCustomer,
  onTalk,
}: {
  contact: Contact
  isCustomer: boolean
  onTalk: (id: string) => void
}): ComponentChild {
  const { word, act } = useScreen()
  const note = contact.status === 'one_way' ? 'deletedBy' : NOTES[contact.status]
  const editRemark = () => {
    const remark = prompt(word('remark'), contact.remark ?? '')
    if (remark !== null) void act('editCustomer', { customerId: contact.id, remark })
  }
  const end = () => (isCustomer ? act('deleteStaff', { userId: contact.id }) : act('deleteCustomer', { customerId: contact.id }))
  return html`
    <li class="row">
      <${Face} name=${contact.name} />
      <button class="row-main quiet" onClick=${() => onTalk(contact.id)}>
        <strong>${contact.remark ?? contact.name}</strong>
        <span class="row-last">${contact.id}${note ? ` · ${word(note)}` : ''}</span>
      </button>
      ${!isCustomer && note && contact.status !== 'one_way' ? html`<button class="small" onClick=${() => act('acceptCustomer', { customerId: contact.id })}>${word('accept')}</button>` : null}
      ${isCustomer ? null : html`<button class="small" onClick=${editRemark}>${word('remark')}</button>`}
      <button class="small danger" onClick=${end}>${word('remove')}</button>
    </li>
  `
}

function AddStaff({ known }: { known: readonly Contact[] }): ComponentChild {
  const { word, act } = useScreen()
  const [staff, setStaff] = useState<readonly Person[]>([])
  useEffect(() => {
    void get<{ items: Person[] }>('people?limit=50').then(({ items }) => setStaff(items.filter(({ actor }) => actor.startsWith('staff:'))))
  }, [])
  const strangers = staff.filter(({ actor, resigned }) => !resigned && !known.some(({ id }) => `staff:${id}` === actor))
  if (strangers.length === 0) return null
  return html`
    <h3>${word('addStaff')}</h3>
    <ul class="rows">
      ${strangers.map(
        ({ actor, name }) => html`
          <li key=${actor} class="row">
            <${Face} name=${name} />
            <span class="row-main"><strong>${name}</strong><span class="row-last">${actor.slice('staff:'.length)}</span></span>
            <button class="small main" onClick=${() => act('addStaff', { userId: actor.slice('staff:'.length) })}>${word('add')}</button>
          </li>
        `,
      )}
    </ul>
  `
}

function JoinGroups({ phone }: { phone: Phone }): ComponentChild {
  const { word, act } = useScreen()
  const [groups, setGroups] = useState<readonly { chatId: string; name: string }[]>([])
  useEffect(() => {
    void get<{ items: typeof groups }>('groups').then(({ items }) => setGroups(items))
  }, [])
  const others = groups.filter(({ chatId }) => !phone.groups.some(({ id }) => id === chatId))
  if (others.length === 0) return null
  return html`
    <h3>${word('groups')}</h3>
    <ul class="rows">
      ${others.map(
        ({ chatId, name }) => html`
          <li key=${chatId} class="row">
            <${Face} name=${name} group=${true} />
            <span class="row-main"><strong>${name}</strong></span>
            <button class="small main" onClick=${() => act('joinGroup', { chatId })}>${word('join')}</button>
          </li>
        `,
      )}
    </ul>
  `
}
