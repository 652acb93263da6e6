/** What a broadcast that is being written lacks, the request it becomes, and how an earlier one is written again. */
import { createBroadcast } from '@liuchi/server/contract/reach'
import { describe, expect, test } from 'vitest'
import { bodyOf, copyOf, countedBody, firstBroadcast, isBroadcastDraft, missingOf } from './broadcast-draft.ts'
import type { BroadcastRead } from './broadcast-page.tsx'
import { type ContentDraft, contentOf, draftOfContent, emptyAttachments } from './content-draft.ts'

const say = (text: string, ...attachments: ContentDraft['attachments']) => ({ text, attachments })
const whole = { ...firstBroadcast, audienceId: '7', contents: [say('周五上新')] }
const link = { ...emptyAttachments.link, title: '新品', url: 'https://shop.example/new' }
const card = { ...emptyAttachments.miniprogram, title: '小店', appId: 'wx1', page: 'pages/index.html', coverMediaId: 'm1' }
const needs = (...contents: ContentDraft[]) => missingOf({ ...whole, contents }).map(({ need }) => need)

describe('what it lacks', () => {
  test('a new one lacks its people and its words', () => {
    expect(missingOf(firstBroadcast)).toEqual([{ need: 'audience' }, { need: 'content', variant: 0 }])
    expect(missingOf(whole)).toEqual([])
  })

  test('an attachment is a content of its own, once it is whole', () => {
    expect(needs(say('', emptyAttachments.link))).toEqual(['linkTitle', 'linkUrl'])
    expect(needs(say('', link))).toEqual([])
    expect(needs(say('', { ...link, url: 'shop.example' }))).toEqual(['linkUrl'])
    expect(needs(say('', emptyAttachments.image))).toEqual(['media'])
    expect(needs(say('', emptyAttachments.miniprogram))).toEqual(['miniprogram'])
    expect(needs(say('', card))).toEqual([])
    expect(needs(say('', ...Array.from({ length: 10 }, () => link)))).toEqual(['attachmentsMany'])
  })

  test('length is counted in bytes, as the platform does', () => {
    expect(needs(say('留'.repeat(1_333)))).toEqual([])
    expect(needs(say('留'.repeat(1_334)))).toEqual(['textLong'])
    expect(needs(say('', { ...link, title: '留'.repeat(43) }))).toEqual(['linkLong'])
    expect(needs(say('', { ...card, title: '留'.repeat(22) }))).toEqual(['miniprogramLong'])
  })

  test('of several contents each is whole, and no two are the same', () => {
    expect(missingOf({ ...whole, contents: [say('甲'), say('')] })).toEqual([{ need: 'content', variant: 1 }])
    expect(needs(say('甲'), say('乙'), say('甲'))).toEqual(['variantsAlike'])
  })

  test('an offer ends after it begins', () => {
    const at = '2026-11-27T10:00'
    expect(missingOf({ ...whole, at, endsAt: at })).toEqual([{ need: 'ends' }])
    expect(missingOf({ ...whole, at, endsAt: '2026-11-27T10:01' })).toEqual([])
  })
})

test('the request of a whole one is what the server takes', () => {
  const contents = [say('周五上新', link), say('', card)]
  const body = bodyOf({ ...whole, name: ' 上新 ', contents, at: '2026-11-27T10:00', holdout: 0.1 })
  expect(createBroadcast.body?.parse(body)).toMatchObject({
    name: '上新',
    audience: { id: '7' },
    contents: [
      { text: '周五上新', attachments: [{ kind: 'link', title: '新品', url: 'https://shop.example/new' }] },
      { attachments: [{ kind: 'miniprogram', title: '小店', appId: 'wx1', page: 'pages/index.html', coverMediaId: 'm1' }] },
    ],
    at: '2026-11-27T10:00',
    purpose: 'marketing',
    holdout: 0.1,
  })
  expect(bodyOf(whole)).not.toHaveProperty('name')
  expect(createBroadcast.body?.parse(countedBody({ ...whole, contents })).contents).toHaveLength(2)
})

test('what was kept by another version is not taken for a draft', () => {
  expect(isBroadcastDraft(whole)).toBe(true)
  expect(isBroadcastDraft({ ...whole, contents: [say('甲', link, card), say('乙')] })).toBe(true)
  for (const wrong of [
    null,
    {},
    { ...whole, purpose: 'spam' },
    { ...whole, contents: [] },
    { ...whole, contents: Array.from({ length: 5 }, () => say('x')) },
    { ...whole, contents: [{ text: 'x', link }] },
    { ...whole, contents: [say('x', { kind: 'song' } as never)] },
    { ...whole, holdout: 2 },
    { ...whole, at: 5 },
  ])
    expect(isBroadcastDraft(wrong)).toBe(false)
})

describe('once more', () => {
  const nowMs = Date.parse('2026-11-22T06:00:00Z')
  const wallTime = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  const earlier = {
    name: '上新',
    audienceId: '7',
    purpose: 'marketing',
    contents: [{ text: '周五上新', attachments: [{ kind: 'link', title: '新品', url: 'https://shop.example/new' }] }],
    at: '2026-11-06T02:00:00.000Z',
    dueAt: '2026-11-06T02:00:00.000Z',
    endsAt: '2026-11-08T02:00:00.000Z',
    holdout: 0.1,
  } as unknown as BroadcastRead

  test('times move on by whole weeks, together', () => {
    const draft = copyOf(earlier, { nowMs, wallTime })
    expect([draft.at, draft.endsAt]).toEqual(['2026-11-27T02:00', '2026-11-29T02:00'])
    expect(missingOf(draft)).toEqual([])
    expect(draft.contents.map(contentOf)).toEqual(earlier.contents)
  })

  test('what goes when it is approved keeps no time, and its end lies ahead', () => {
    const draft = copyOf({ ...earlier, at: null, audienceId: null }, { nowMs, wallTime })
    expect([draft.at, draft.endsAt, draft.audienceId]).toEqual([null, '2026-11-29T02:00', ''])
  })

  test('what was sent with an attachment is written with all its fields', () => {
    const [content] = earlier.contents
    expect(content && draftOfContent(content).attachments).toEqual([link])
  })
})
