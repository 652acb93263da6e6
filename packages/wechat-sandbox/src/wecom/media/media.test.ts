import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { MP4, PNG, tokenOf, uploadTo } from './testing.ts'

const DAY_MS = 86_400_000

let at: TestSandbox
let base: string
beforeAll(async () => {
  at = await openTestSandbox()
  base = await at.listen()
})
afterAll(() => at.close())

async function getMedia(mediaId: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}/cgi-bin/media/get?media_id=${mediaId}&access_token=${await tokenOf(base, at)}`, { headers })
}

test('what is uploaded comes back for three days, whole or in part', async () => {
  const uploaded = await uploadTo(base, at, { path: '/cgi-bin/media/upload?type=image', bytes: PNG, fileName: 'a 图.png' })
  expect(uploaded).toMatchObject({ errcode: 0, type: 'image', created_at: String(Math.floor(at.sandbox.now() / 1_000)) })
  const mediaId = uploaded.media_id ?? ''
  const whole = await getMedia(mediaId)
  expect(whole.headers.get('content-type')).toBe('image/png')
  expect(whole.headers.get('content-disposition')).toContain('attachment')
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(PNG)
  const part = await getMedia(mediaId, { range: 'bytes=0-3' })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 0-3/${PNG.length}`)
  expect(Buffer.from(await part.arrayBuffer())).toEqual(PNG.subarray(0, 4))
  at.advance(3 * DAY_MS)
  expect(await (await getMedia(mediaId)).json()).toMatchObject({ errcode: 40007 })
  expect(at.world.store.get('select count(*) as n from media_files')).toEqual({ n: 0 })
})

test.each([
  ['five bytes', 'file', Buffer.from('12345'), 40006],
  ['text as an image', 'image', Buffer.from('not an image'), 40123],
  ['an image as a video', 'video', PNG, 40004],
  ['an image over 10 MB', 'image', Buffer.concat([PNG, Buffer.alloc(10 * 1_048_576)]), 40009],
  ['a voice over 2 MB', 'voice', Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(2 * 1_048_576)]), 40006],
  ['an unknown kind', 'picture', PNG, 40005],
  ['nothing', 'file', Buffer.alloc(0), 44001],
])('%s is refused', async (_what, type, bytes, errcode) => {
  expect(await uploadTo(base, at, { path: `/cgi-bin/media/upload?type=${type}`, bytes })).toMatchObject({ errcode })
})

test('material for Moments is image or video, and its time stamp a number', async () => {
  const path = '/cgi-bin/media/upload_attachment?media_type='
  const video = await uploadTo(base, at, { path: `${path}video&attachment_type=1`, bytes: MP4 })
  expect(video).toMatchObject({ errcode: 0, type: 'video', created_at: Math.floor(at.sandbox.now() / 1_000) })
  expect(await uploadTo(base, at, { path: `${path}video&attachment_type=2`, bytes: MP4 })).toMatchObject({ errcode: 40005 })
  expect(await uploadTo(base, at, { path: `${path}image&attachment_type=9`, bytes: PNG })).toMatchObject({ errcode: 40058 })
})

test('a picture gets an address, up to 2 MB', async () => {
  const picture = await uploadTo(base, at, { path: '/cgi-bin/media/uploadimg', bytes: PNG })
  expect(picture.url).toMatch(/^https:\/\/wework\.qpic\.cn\//)
  const large = Buffer.concat([PNG, Buffer.alloc(2 * 1_048_576)])
  expect(await uploadTo(base, at, { path: '/cgi-bin/media/uploadimg', bytes: large })).toMatchObject({ errcode: 40009 })
})
