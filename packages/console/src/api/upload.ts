/** Uploads with progress: `fetch` cannot say how much has left, `XMLHttpRequest` can. */
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { type AnyEndpoint, addressOf, type Caller, type CallInput, headersOf } from './call.ts'
import { CallError, callErrorFrom, NETWORK_ERROR_CODE } from './call-error.ts'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Sends a form; `onProgress` gets the fraction sent, 0 to 1. Throws `CallError` like `call`. */
export function upload<E extends AnyEndpoint>(
  caller: Caller,
  endpoint: E,
  form: FormData,
  onProgress: (fraction: number) => void,
): Promise<ResponseOf<E>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(endpoint.method, addressOf(endpoint, {} as CallInput<E>))
    for (const [name, value] of Object.entries(headersOf(caller, endpoint))) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total)
    }
    request.onerror = () => reject(new CallError(0, NETWORK_ERROR_CODE, 'network'))
    request.onload = () => {
      const answer = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(answer as ResponseOf<E>)
      else reject(callErrorFrom(request.status, answer))
    }
    request.send(form)
  })
}
