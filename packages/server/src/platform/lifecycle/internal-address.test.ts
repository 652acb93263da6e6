import { expect, test } from 'vitest'
import { internalAddress } from './internal-address.ts'

test('others reach a process where it listens, unless told where', () => {
  expect(internalAddress({ internalUrl: undefined }, 'http://10.1.2.3:8080')).toBe('http://10.1.2.3:8080')
  expect(internalAddress({ internalUrl: 'http://liuchi-1:80' }, 'http://127.0.0.1:8080')).toBe('http://liuchi-1:80')
})

test.each(['http://0.0.0.0:8080', 'http://[::]:8080'])('%s is an address of this machine for others', (url) => {
  const address = new URL(internalAddress({ internalUrl: undefined }, url))
  expect(address.port).toBe('8080')
  expect(address.hostname).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
  expect(address.hostname).not.toBe('0.0.0.0')
})
