/** Whose a task is: an account of the console, a member of staff of a corp, or nobody's yet. */

export type Assignee =
  | { readonly type: 'account'; readonly accountId: number; readonly name: string }
  | { readonly type: 'staff'; readonly corpId: string; readonly userId: string; readonly name: string }

/** As it is stored and filtered by; a corp id has no colon, so it is read back in one way only. */
export function assigneeKey(assignee: Assignee | undefined): string {
  if (!assignee) return ''
  return assignee.type === 'account' ? `account:${assignee.accountId}` : `staff:${assignee.corpId}:${assignee.userId}`
}

export function isAccountKey(key: string): boolean {
  return key.startsWith('account:')
}

/** Null for nobody. */
export function assigneeOf({ assignee, assignee_name: name }: { assignee: string; assignee_name: string }): Assignee | null {
  if (assignee === '') return null
  const [type, first = '', ...others] = assignee.split(':')
  if (type === 'account') return { type, accountId: Number(first), name }
  return { type: 'staff', corpId: first, userId: others.join(':'), name }
}
