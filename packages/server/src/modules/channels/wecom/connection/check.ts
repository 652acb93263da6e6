/** What is wrong with a connection and how to mend it. Asks the platform and our own address; nothing is changed but the times noted. */
import type { Handles } from '../../../../platform/handles.ts'
import type { Words } from '../../../../platform/i18n/locale.ts'
import { encrypt, signatureOf } from '../callbacks/crypto.ts'
import { SELF_CHECK } from '../callbacks/path.ts'
import { CALL_LIMITS, callsOfHour } from '../client/budget.ts'
import { fetchToken, type Wecom } from '../client/client.ts'
import { fetchFollowUsers } from '../client/contacts.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { fetchStaff } from '../client/staff.ts'
import type { CheckItem } from './contract.ts'
import { type Corp, callbackKeys } from './corps.ts'
import { callbackUrlOf } from './shown.ts'

interface CheckInput {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly publicUrl: string | undefined
}

/** Callbacks come with every change; a day without any is worth a look. */
const QUIET_AFTER_MS = 86_400_000
const REACH_TIMEOUT_MS = 5_000
/** Of the hour's allowance. */
const WARN_ABOVE = 0.8

export async function checkCorp(handles: Handles, input: CheckInput): Promise<CheckItem[]> {
  const secret = await attempt(() => fetchToken(input.wecom, input.corp))
  const isOpen = secret.failure === undefined
  const followers = isOpen ? await attempt(() => fetchFollowUsers(input.wecom, { corp: input.corp })) : NOT_TRIED
  const staff = isOpen ? await attempt(() => countStaff(input)) : NOT_TRIED
  return [
    secretItem(secret.failure),
    ipItem([secret.failure, followers.failure, staff.failure]),
    contactsItem(followers),
    staffItem(staff),
    await reachableItem(handles, input),
    verifiedItem(input),
    seenItem(handles, input.corp),
    await quotaItem(handles, input.corp),
  ]
}

interface Attempt<T> {
  readonly value?: T
  /** Undefined when it went well, or was not tried. */
  readonly failure?: WecomFailure
}

const NOT_TRIED: Attempt<never> = {}

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await ask() }
  } catch (error) {
    if (error instanceof WecomFailure) return { failure: error }
    throw error
  }
}

async function countStaff({ wecom, corp }: CheckInput): Promise<number> {
  let staff = 0
  for await (const some of fetchStaff(wecom, { corp })) staff += some.length
  return staff
}

const words = (zh: string, en: string): Words => ({ zh, en })

function ok(id: CheckItem['id'], says: Words): CheckItem {
  return { id, state: 'ok', words: says, mend: null }
}

function secretItem(failure: WecomFailure | undefined): CheckItem {
  const id = 'secret'
  if (!failure) return ok(id, words('企业 ID 与 Secret 有效', 'Corp id and secret are good'))
  if (failure.errcode === ERRCODE.untrustedIp)
    return ok(id, words('Secret 未被拒绝，但来源 IP 被拒绝', 'The secret was not refused, but the address of this server was'))
  if (failure.errcode === ERRCODE.badCorpId)
    return wrong(
      id,
      words('企业 ID 无效', 'The corp id is not valid'),
      words('在「我的企业」页底部核对企业 ID', 'Compare it with the corp id at the foot of “My company”'),
    )
  if (failure.errcode === ERRCODE.badSecret)
    return wrong(
      id,
      words('Secret 不对', 'The secret is wrong'),
      words('在应用详情页重新查看 Secret 并填入', 'Look the secret up on the app’s page and enter it again'),
    )
  return {
    id,
    state: 'warning',
    words: words(`暂时无法换取令牌：${failure.message}`, `No token could be fetched just now: ${failure.message}`),
    mend: words('检查服务器能否访问接口地址，稍后再查', 'See that this server reaches the address of the interfaces, and check again'),
  }
}

function wrong(id: CheckItem['id'], says: Words, mend: Words): CheckItem {
  return { id, state: 'wrong', words: says, mend }
}

function ipItem(failures: readonly (WecomFailure | undefined)[]): CheckItem {
  const refused = failures.find((failure) => failure?.errcode === ERRCODE.untrustedIp)
  if (!refused) return ok('ip', words('没有因来源 IP 被拒绝', 'The address of this server was not refused'))
  const ip = /from ip: ([\da-fA-F.:]+)/.exec(refused.message)?.[1] ?? ''
  return wrong(
    'ip',
    words(`来源 IP ${ip} 不在可信列表`, `The address ${ip} of this server is not trusted`),
    words(`在应用详情页「企业可信IP」中加入 ${ip}`, `Add ${ip} to the trusted addresses on the app’s page`),
  )
}

function contactsItem({ value, failure }: Attempt<string[]>): CheckItem {
  const id = 'contacts'
  if (value && value.length > 0)
    return ok(id, words(`${value.length} 位员工可以使用客户联系`, `${value.length} members may use external contacts`))
  if (value)
    return {
      id,
      state: 'warning',
      words: words('没有员工可以使用客户联系', 'No member may use external contacts'),
      mend: words('在「客户联系 - 权限配置」中加入使用范围', 'Add members to the range of use under “Customer contact, permissions”'),
    }
  if (failure?.errcode === ERRCODE.noPermission)
    return wrong(
      id,
      words('应用没有客户联系权限', 'The app may not use external contacts'),
      words('在「客户联系 - API - 可调用接口的应用」中勾选本应用', 'Tick this app under “Customer contact, API, apps that may call”'),
    )
  return untold(id, failure)
}

function staffItem({ value, failure }: Attempt<number>): CheckItem {
  const id = 'staff'
  if (value) return ok(id, words(`应用可见 ${value} 位成员`, `The app sees ${value} members`))
  if (value === 0 || failure?.errcode === ERRCODE.outOfRange)
    return wrong(
      id,
      words('应用看不到任何成员', 'The app sees no member'),
      words('在应用详情页扩大「可见范围」', 'Widen the visible range on the app’s page'),
    )
  return untold(id, failure)
}

function untold(id: CheckItem['id'], failure: WecomFailure | undefined): CheckItem {
  return {
    id,
    state: 'warning',
    words: failure
      ? words(`没有查到：${failure.message}`, `Could not be checked: ${failure.message}`)
      : words('Secret 无效，没有查', 'Not checked: the secret does not work'),
    mend: words('先解决上面的问题，再查一次', 'Mend what stands above, then check again'),
  }
}

/** Asks our public address the way the platform does. */
async function reachableItem(handles: Handles, { corp, publicUrl }: CheckInput): Promise<CheckItem> {
  const id = 'callback_reachable'
  if (!publicUrl)
    return {
      id,
      state: 'warning',
      words: words('不知道本系统的公网地址', 'The public address of this installation is not known'),
      mend: words('设置 LIUCHI_PUBLIC_URL，企业微信才能找到回调地址', 'Set LIUCHI_PUBLIC_URL, so that WeCom finds the callback address'),
    }
  const url = callbackUrlOf(corp, { publicUrl })
  const found = await asksEcho(handles, { corp, url })
  if (found === 'echoed') return ok(id, words(`${url} 有正确的回应`, `${url} answers as it should`))
  return wrong(
    id,
    words(`${url} 没有正确的回应（${found}）`, `${url} does not answer as it should (${found})`),
    words(
      '检查域名、HTTPS 证书与反向代理是否把这个路径转到本系统',
      'See that domain, certificate and proxy lead this path to this installation',
    ),
  )
}

async function asksEcho(handles: Handles, { corp, url }: { corp: Corp; url: string }): Promise<string> {
  const keys = await callbackKeys(handles, corp)
  if (!keys) return 'disconnected'
  const message = handles.ids.secret(12)
  const random = Buffer.from(handles.ids.secret(16), 'base64url')
  const echostr = encrypt(keys.encodingAesKey, { message, receiver: corp.corpId, random })
  const timestamp = String(Math.floor(handles.clocks.real.now() / 1_000))
  const nonce = handles.ids.secret(8)
  const msg_signature = signatureOf({ token: keys.token, timestamp, nonce, encrypted: echostr })
  const query = new URLSearchParams({ msg_signature, timestamp, nonce, echostr, check: SELF_CHECK })
  try {
    const response = await fetch(`${url}?${query}`, { signal: AbortSignal.timeout(REACH_TIMEOUT_MS), redirect: 'manual' })
    return (await response.text()) === message ? 'echoed' : `HTTP ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer'
  }
}

function verifiedItem({ corp, publicUrl }: CheckInput): CheckItem {
  const id = 'callback_verified'
  if (corp.verifiedAt) {
    const at = corp.verifiedAt.toISOString()
    return ok(id, words(`企业微信在 ${at} 验证过回调地址`, `WeCom verified the callback address at ${at}`))
  }
  const url = callbackUrlOf(corp, { publicUrl: publicUrl ?? '' })
  return wrong(
    id,
    words('企业微信还没有验证过回调地址', 'WeCom has not verified the callback address'),
    words(
      `在应用「接收消息 - 设置API接收」填入 ${url}、Token 与 EncodingAESKey 并保存`,
      `Enter ${url}, token and EncodingAESKey under “Receive messages, set API” of the app and save`,
    ),
  )
}

function seenItem({ clocks }: Pick<Handles, 'clocks'>, { lastCallbackAt }: Corp): CheckItem {
  const id = 'callbacks_seen'
  const at = lastCallbackAt?.toISOString()
  if (lastCallbackAt && clocks.real.now() - lastCallbackAt.getTime() < QUIET_AFTER_MS)
    return ok(id, words(`最近一次回调在 ${at}`, `The last callback came at ${at}`))
  return {
    id,
    state: 'warning',
    words: at
      ? words(`一天多没有收到回调，最近一次在 ${at}`, `No callback for more than a day; the last came at ${at}`)
      : words('还没有收到过回调', 'No callback has come yet'),
    mend: words(
      '让员工加一位好友试试；确认应用已勾选「客户联系」事件',
      'Have a member add somebody; see that the app receives events of external contacts',
    ),
  }
}

async function quotaItem({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, corp: Corp): Promise<CheckItem> {
  const id = 'quotas'
  const [most] = await callsOfHour(db, { corp, at: clocks.business.now() })
  if (!most) return ok(id, words('这一小时还没有调用接口', 'No interface was called this hour'))
  const used = Math.round((most.calls / CALL_LIMITS.perHour) * 100)
  const says = words(
    `这一小时用得最多的接口 ${most.api} 用了 ${used}%`,
    `Most used this hour: ${most.api}, ${used}% of what we allow ourselves`,
  )
  if (most.limited === 0 && used < WARN_ABOVE * 100) return ok(id, says)
  return {
    id,
    state: 'warning',
    words:
      most.limited > 0
        ? words(
            `接口 ${most.api} 这一小时被限频 ${most.limited} 次`,
            `${most.api} was refused for frequency ${most.limited} times this hour`,
          )
        : says,
    mend: words('把核对与群发错开，或等下一小时', 'Spread comparisons and mass sends, or wait for the next hour'),
  }
}
