/** Drafts of Moments: what they lack, what they become, what is not taken for one. */
import { expect, test } from 'vitest'
import { bodyOf, contentOf, firstMoment, isMomentDraft, type MomentDraft, missingOf } from './moment-draft.ts'

const picture = `image-${'a'.repeat(64)}`
const whole: MomentDraft = { ...firstMoment, text: ' 新品 ', pictures: [picture] }

test('an empty one lacks content, a link its parts, an end that is too early', () => {
  expect(missingOf(firstMoment)).toEqual(['content'])
  expect(missingOf(whole)).toEqual([])
  expect(missingOf({ ...whole, media: 'link' })).toEqual(['linkTitle', 'linkUrl', 'linkCover'])
  expect(missingOf({ ...whole, text: '字'.repeat(2_001) })).toEqual(['textLong'])
  expect(missingOf({ ...whole, at: '2026-11-23T10:00', untilAt: '2026-11-23T09:00' })).toEqual(['until'])
  expect(missingOf({ ...firstMoment, media: 'video' })).toEqual(['content'])
})

test('only the kind that is chosen goes with the text', () => {
  const video = `video-${'b'.repeat(64)}`
  const both = { ...whole, video }
  expect(contentOf(both)).toEqual({ text: '新品', pictures: [picture] })
  expect(contentOf({ ...both, media: 'video' })).toEqual({ text: '新品', pictures: [], video })
  expect(bodyOf({ ...whole, userIds: ['a'], at: '2026-11-23T10:00' })).toEqual({
    content: { text: '新品', pictures: [picture] },
    userIds: ['a'],
    tagIds: [],
    at: '2026-11-23T10:00',
  })
})

test('what was kept by another version is not taken for a draft', () => {
  expect(isMomentDraft(whole)).toBe(true)
  for (const wrong of [null, {}, { ...whole, media: 'song' }, { ...whole, link: null }, { ...whole, pictures: [1] }, { ...whole, at: 5 }])
    expect(isMomentDraft(wrong)).toBe(false)
})
