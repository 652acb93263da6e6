import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('defaults', () => {
  test('embedded stores on port 8080 with sandbox and demo', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: undefined,
      clickhouseUrl: undefined,
      role: 'all',
      sandbox: true,
      demo: true,
      locale: 'zh-CN',
      fsync: false,
    })
  })

  test('real stores switch sandbox and demo off, and a real platform switches the sandbox off whatever was asked', () => {
    const real = { DATABASE_URL: 'postgres://db/liuchi', CLICKHOUSE_URL: 'http://ch:8123' }
    expect(readConfig(real)).toMatchObject({ sandbox: false, demo: false })
    expect(readConfig({ ...real, LIUCHI_SANDBOX: 'on' })).toMatchObject({ sandbox: true })
    const platform = { LIUCHI_SANDBOX: 'on', WECOM_API_BASE: 'https://qyapi.example' }
    expect(readConfig(platform)).toMatchObject({ sandbox: false, wecomApiBase: 'https://qyapi.example', weixinApiBase: undefined })
  })

  test('an empty value is no value', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 8080, databaseUrl: undefined })
  })
})

test.each([
  [{ PORT: '80a' }, 'PORT must be a whole number from 0 to 65535, it is “80a”'],
  [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, it is “70000”'],
  [{ DATABASE_URL: 'mysql://db' }, 'DATABASE_URL must be an address that begins with postgres:// or postgresql://'],
  [{ CLICKHOUSE_URL: 'here' }, 'CLICKHOUSE_URL must be an address that begins with http:// or https://'],
  [{ CLICKHOUSE_CLUSTER: 'main' }, 'CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL: the embedded store has no cluster'],
  [{ LIUCHI_ROLE: 'boss' }, 'LIUCHI_ROLE must be one of all, web, ingest, worker, it is “boss”'],
  [{ LIUCHI_ROLE: 'web' }, 'LIUCHI_ROLE=web needs DATABASE_URL and CLICKHOUSE_URL: embedded stores belong to one process'],
  [{ LIUCHI_SECRET: 'short' }, 'LIUCHI_SECRET must have at least 32 characters, it has 5'],
  [{ LIUCHI_LOCALE: 'fr' }, 'LIUCHI_LOCALE must be one of zh-CN, en, it is “fr”'],
  [{ LIUCHI_FSYNC: 'maybe' }, 'LIUCHI_FSYNC must be one of on, off, true, false, 1, 0, it is “maybe”'],
])('%j stops the start with one sentence', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(new ConfigError(sentence))
})
