/** Tokens, tickets and addresses of the platform's servers. */
import { z } from 'zod'
import { defineCall } from '../../../call.ts'
import { issueToken } from '../../../edge/tokens.ts'
import { platformError } from '../../../platform-error.ts'
import { appsOf, findCorp } from '../corps.ts'
import { corpTicket } from '../tickets.ts'

/** Where callbacks come from: this machine. */
const CALLBACK_ADDRESSES = ['127.0.0.1', '::1']

const getToken = defineCall({
  method: 'GET',
  path: '/cgi-bin/gettoken',
  source: 'WW:91039',
  limits: 'lives 7,200 s, the same token while it lives; 2,000 wrong tries an hour (45009); 40013, 40001, 41002, 41004',
  open: true,
  query: z.object({ corpid: z.string().default(''), corpsecret: z.string().default('') }),
  answer: ({ world, query }) => {
    if (query.corpid === '') platformError(41002)
    if (query.corpsecret === '') platformError(41004)
    if (!findCorp(world, query.corpid)) platformError(40013)
    const app = appsOf(world, query.corpid).find((one) => one.secret === query.corpsecret)
    if (!app) return platformError(40001)
    const { token, expiresInSeconds } = issueToken(world, app)
    return { access_token: token, expires_in: expiresInSeconds }
  },
})

const getJsapiTicket = defineCall({
  method: 'GET',
  path: '/cgi-bin/get_jsapi_ticket',
  source: 'A1, WW:90454',
  limits: '400 an hour per corp; lives 7,200 s',
  /** WW:90454 */
  frequency: { perHour: 400 },
  answer: ({ world, app }) => corpTicket(world, { corpId: app.corpId, kind: 'corp' }),
})

const getAgentTicket = defineCall({
  method: 'GET',
  path: '/cgi-bin/ticket/get',
  source: 'A1, WW:90454',
  limits: '100 an hour per app; lives 7,200 s',
  /** WW:90454 */
  frequency: { perHour: 100 },
  query: z.object({ type: z.literal('agent_config') }),
  answer: ({ world, app }) => corpTicket(world, { corpId: app.corpId, kind: `agent ${app.agentId}` }),
})

const getCallbackIp = defineCall({
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  source: 'A1',
  limits: 'this machine',
  answer: () => ({ ip_list: CALLBACK_ADDRESSES }),
})

const getApiDomainIp = defineCall({
  method: 'GET',
  path: '/cgi-bin/get_api_domain_ip',
  source: 'A1',
  limits: 'this machine',
  answer: () => ({ ip_list: CALLBACK_ADDRESSES }),
})

export const tokenCalls = [getToken, getJsapiTicket, getAgentTicket, getCallbackIp, getApiDomainIp]
