/** A welcome rule under construction, and what it lacks before it can be saved. */
import {
  MAX_TEXT_BYTES,
  mostBytes,
  unknownPlaceholder,
  type WelcomeInput,
  type WelcomeRule,
} from '@liuchi/server/contract/channels/wecom/welcome'

export type WelcomeDraft = WelcomeInput
export type WelcomeAttachment = WelcomeDraft['attachments'][number]
export type LinkCard = Extract<WelcomeAttachment, { type: 'link' }>
export type WelcomeHours = WelcomeDraft['hours'][number]

export const firstWelcome: WelcomeDraft = {
  name: '',
  on: true,
  channelStates: [],
  userIds: [],
  hours: [],
  text: '',
  attachments: [],
  tags: [],
}

export const emptyCard: LinkCard = { type: 'link', title: '', url: '', description: '' }
/** Of every kind, as it is added: nothing filled in. */
export const emptyAttachments: Readonly<Record<WelcomeAttachment['type'], WelcomeAttachment>> = {
  link: emptyCard,
  image: { type: 'image', mediaId: '' },
  video: { type: 'video', mediaId: '' },
  file: { type: 'file', mediaId: '' },
  miniprogram: { type: 'miniprogram', title: '', appId: '', page: '', pictureMediaId: '' },
}

export const firstHours: WelcomeHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '09:00' }

export function draftOf({ name, on, channelStates, userIds, hours, text, attachments, tags }: WelcomeRule): WelcomeDraft {
  return { name, on, channelStates, userIds, hours, text, attachments, tags }
}

/** As it is sent: without what was left empty of a card. */
export function bodyOf(draft: WelcomeDraft): WelcomeDraft {
  return {
    ...draft,
    attachments: draft.attachments.map((one) => {
      if (one.type !== 'link') return one
      const { pictureUrl, ...card } = one
      return pictureUrl ? { ...card, pictureUrl } : card
    }),
  }
}

export function isWelcomeDraft(value: unknown): value is WelcomeDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof WelcomeDraft, unknown>>
  const lists = [draft.channelStates, draft.userIds, draft.hours, draft.attachments, draft.tags]
  return lists.every(Array.isArray) && typeof draft.name === 'string' && typeof draft.text === 'string' && typeof draft.on === 'boolean'
}

export const MISSING = ['name', 'words', 'tooLong', 'placeholder', 'card', 'hours'] as const
export type Missing = (typeof MISSING)[number]

const HTTP_URL = /^https?:\/\/[^\s/]/

function isUnfinished(one: WelcomeAttachment): boolean {
  if (one.type === 'link') return one.title.trim() === '' || !HTTP_URL.test(one.url) || (!!one.pictureUrl && !HTTP_URL.test(one.pictureUrl))
  if (one.type === 'miniprogram') return [one.title, one.appId, one.page, one.pictureMediaId].some((text) => text.trim() === '')
  return one.mediaId === ''
}

/** In the order of the form; empty when it can be saved. */
export function missingOf({ name, text, attachments, hours }: WelcomeDraft): Missing[] {
  const needs: Readonly<Record<Missing, boolean>> = {
    name: name.trim() === '',
    words: text.trim() === '' && attachments.length === 0,
    tooLong: mostBytes(text) > MAX_TEXT_BYTES,
    placeholder: unknownPlaceholder(text) !== undefined,
    card: attachments.some(isUnfinished),
    hours: hours.some(({ days, from, to }) => days.length === 0 || from === to || from === '' || to === ''),
  }
  return MISSING.filter((one) => needs[one])
}
