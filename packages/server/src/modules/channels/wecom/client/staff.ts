/** Interfaces of members and departments, in our words. WW:90200, 90208 */
import { z } from 'zod'
import type { Corp } from '../connection/corps.ts'
import { callWecom, type Wecom, type WecomCall } from './client.ts'

export interface StaffFacts {
  readonly userId: string
  readonly name: string
  readonly departmentIds: readonly number[]
}

type Asked = { readonly corp: Corp; readonly signal?: AbortSignal | undefined }

const DEPARTMENTS = {
  method: 'GET',
  api: 'department/list',
  repeatable: true,
  answer: z.object({ department: z.array(z.object({ id: z.number().int() })).default([]) }),
} as const satisfies WecomCall

const MEMBERS = {
  method: 'GET',
  api: 'user/simplelist',
  repeatable: true,
  answer: z.object({
    userlist: z
      .array(z.object({ userid: z.string().min(1), name: z.string().default(''), department: z.array(z.number().int()).default([]) }))
      .default([]),
  }),
} as const satisfies WecomCall

/** Members of every department the app sees, each once, some departments at a time. @throws WecomFailure */
export async function* fetchStaff(wecom: Wecom, input: Asked): AsyncGenerator<StaffFacts[]> {
  const { department } = await callWecom(wecom, { ...input, call: DEPARTMENTS })
  const seen = new Set<string>()
  for (const { id } of department) {
    const { userlist } = await callWecom(wecom, { ...input, call: MEMBERS, query: { department_id: String(id) } })
    const fresh = userlist.filter(({ userid }) => !seen.has(userid))
    for (const { userid } of fresh) seen.add(userid)
    if (fresh.length > 0) yield fresh.map(({ userid, name, department: departmentIds }) => ({ userId: userid, name, departmentIds }))
  }
}
