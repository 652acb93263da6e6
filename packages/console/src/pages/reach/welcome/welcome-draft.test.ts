/** What a welcome lacks, and what is sent of it. */
import { expect, test } from 'vitest'
import { bodyOf, emptyAttachments, emptyCard, firstHours, firstWelcome, isWelcomeDraft, missingOf } from './welcome-draft.ts'

const done = { ...firstWelcome, name: '夜间', text: '{客户昵称}您好' }

test('a name and words are needed; braces hold names only', () => {
  expect(missingOf(firstWelcome)).toEqual(['name', 'words'])
  expect(missingOf(done)).toEqual([])
  expect(missingOf({ ...done, text: '{昵称}您好' })).toEqual(['placeholder'])
  expect(missingOf({ ...done, text: '好'.repeat(1_334) })).toEqual(['tooLong'])
})

test('a card needs a title and an address, hours a day and an end', () => {
  const card = { ...emptyCard, title: '新人券', url: 'https://example.com' }
  expect(missingOf({ ...done, text: '', attachments: [card] })).toEqual([])
  expect(missingOf({ ...done, attachments: [{ ...card, url: 'example.com' }] })).toEqual(['card'])
  expect(missingOf({ ...done, attachments: [{ ...card, pictureUrl: 'x' }] })).toEqual(['card'])
  for (const one of Object.values(emptyAttachments)) expect(missingOf({ ...done, attachments: [one] })).toEqual(['card'])
  expect(missingOf({ ...done, attachments: [{ type: 'image', mediaId: 'image-1' }] })).toEqual([])
  expect(missingOf({ ...done, hours: [firstHours] })).toEqual([])
  expect(missingOf({ ...done, hours: [{ ...firstHours, days: [] }] })).toEqual(['hours'])
  expect(missingOf({ ...done, hours: [{ ...firstHours, to: firstHours.from }] })).toEqual(['hours'])
})

test('an empty picture is left out; what was stored by something else is no draft', () => {
  const card = { ...emptyCard, title: '新人券', url: 'https://example.com' }
  expect(bodyOf({ ...done, attachments: [{ ...card, pictureUrl: '' }] }).attachments).toEqual([card])
  expect(isWelcomeDraft(done)).toBe(true)
  expect(isWelcomeDraft({ ...done, tags: undefined })).toBe(false)
})
