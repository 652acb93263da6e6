/** What goes back over the wire, in the platform's form. */
import { errmsgOf } from '../errcodes.ts'
import { freshBytes } from '../machine.ts'
import { asAttachment, isDownload } from '../wecom/media/download.ts'

export interface WireAnswer {
  /** 200 on refusals too [WW:90455]; else only faults. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or the bytes of a file. */
  readonly body: object | Uint8Array
}

/** @param range header of the request; only downloads look at it */
export function answerOk(fields: object, range: string | undefined): WireAnswer {
  if (isDownload(fields)) {
    const { status, headers, bytes } = asAttachment(fields, range)
    return { status, headers, body: bytes }
  }
  return { status: 200, headers: {}, body: { errcode: 0, errmsg: 'ok', ...fields } }
}

/** @param words what exactly was wrong @param ip of the caller @param realNow milliseconds */
export function answerRefusal(refusal: { errcode: number; words?: string | undefined; ip: string; realNow: number }): WireAnswer {
  const { errcode } = refusal
  const words = refusal.words ? `${errmsgOf(errcode)}: ${refusal.words}` : errmsgOf(errcode)
  const trace = `${Math.floor(refusal.realNow / 1_000)}_${refusal.realNow % 100}_${freshBytes(16).toString('hex')}`
  const more = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
  const errmsg = `${words}, hint: [${trace}], from ip: ${refusal.ip}, ${more}`
  return {
    status: 200,
    headers: { 'error-code': String(errcode), 'error-msg': asHeader(words) },
    body: { errcode, errmsg },
  }
}

/** An address no interface answers at. The official accounts' platform says 40066 "invalid url"; what WeCom says is unverified. */
export function answerUnknownPath(path: string): WireAnswer {
  if (path.startsWith('/v3/')) {
    return { status: 404, headers: {}, body: { code: 'RESOURCE_NOT_EXISTS', message: '请求的资源不存在' } }
  }
  return { status: 200, headers: {}, body: { errcode: 40066, errmsg: 'invalid url' } }
}

/** Fault: the answer is lost on the way. */
export const answerBroken: WireAnswer = { status: 502, headers: {}, body: { message: 'Bad Gateway' } }

/** Headers hold visible ASCII only. */
function asHeader(words: string): string {
  return words.replaceAll(/[^\x20-\x7e]/g, '?')
}
