/** Whether a value is shown masked: who may not read it cannot name it either. */
import { useWorkspace } from '../../../api/session.ts'
import type { PlainIdentifier } from './identifier-tag.tsx'

const PERSONAL_KINDS = ['phone', 'email']

export function useMasked(): (identifier: PlainIdentifier) => boolean {
  const mayRead = useWorkspace()?.permissions.includes('people.read_personal') ?? false
  return ({ kind }) => PERSONAL_KINDS.includes(kind) && !mayRead
}
