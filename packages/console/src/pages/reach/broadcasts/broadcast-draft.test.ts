/** What a broadcast that is being written lacks, and the request it becomes. */
import { createBroadcast } from '@liuchi/server/contract/reach'
import { expect, test } from 'vitest'
import { bodyOf, emptyLink, firstBroadcast, isBroadcastDraft, missingOf } from './broadcast-draft.ts'

const whole = { ...firstBroadcast, audienceId: '7', text: '周五上新' }
const link = { title: '新品', url: 'https://shop.example/new', description: '' }

test('a new one lacks its people and its words', () => {
  expect(missingOf(firstBroadcast)).toEqual(['audience', 'content'])
  expect(missingOf(whole)).toEqual([])
})

test('a link is a content of its own, once it is whole', () => {
  expect(missingOf({ ...whole, text: '', link: emptyLink })).toEqual(['linkTitle', 'linkUrl'])
  expect(missingOf({ ...whole, text: '', link })).toEqual([])
  expect(missingOf({ ...whole, link: { ...link, url: 'shop.example' } })).toEqual(['linkUrl'])
})

test('length is counted in bytes, as the platform does', () => {
  expect(missingOf({ ...whole, text: '留'.repeat(1_333) })).toEqual([])
  expect(missingOf({ ...whole, text: '留'.repeat(1_334) })).toEqual(['textLong'])
  expect(missingOf({ ...whole, link: { ...link, title: '留'.repeat(43) } })).toEqual(['linkLong'])
})

test('an offer ends after it begins', () => {
  const at = '2026-11-27T10:00'
  expect(missingOf({ ...whole, at, endsAt: at })).toEqual(['ends'])
  expect(missingOf({ ...whole, at, endsAt: '2026-11-27T10:01' })).toEqual([])
})

test('the request of a whole one is what the server takes', () => {
  const body = bodyOf({ ...whole, name: ' 上新 ', link, at: '2026-11-27T10:00', holdout: 0.1 })
  expect(createBroadcast.body?.parse(body)).toMatchObject({
    name: '上新',
    audience: { id: '7' },
    contents: [{ text: '周五上新', attachments: [{ kind: 'link', title: '新品', url: 'https://shop.example/new' }] }],
    at: '2026-11-27T10:00',
    purpose: 'marketing',
    holdout: 0.1,
  })
  expect(bodyOf(whole)).not.toHaveProperty('name')
})

test('what was kept by another version is not taken for a draft', () => {
  expect(isBroadcastDraft(whole)).toBe(true)
  expect(isBroadcastDraft({ ...whole, link })).toBe(true)
  for (const wrong of [null, {}, { ...whole, purpose: 'spam' }, { ...whole, link: {} }, { ...whole, holdout: 2 }, { ...whole, at: 5 }])
    expect(isBroadcastDraft(wrong)).toBe(false)
})
