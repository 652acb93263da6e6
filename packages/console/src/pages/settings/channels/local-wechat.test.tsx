/** What is taken for the local WeChat. */
import { expect, test } from 'vitest'
import { isLocal } from './local-wechat.tsx'

test.each([
  ['http://127.0.0.1:8080', true],
  ['http://localhost:9300/', true],
  ['http://[::1]:8080', true],
  ['https://qyapi.weixin.qq.com', false],
  ['https://proxy.127.0.0.1.example', false],
])('%s: %s', (apiBase, local) => {
  expect(isLocal({ apiBase })).toBe(local)
})
