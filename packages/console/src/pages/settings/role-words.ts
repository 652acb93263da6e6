/** Roles in the reader's language, as the server names them. */
import { listRoles } from '@liuchi/server/platform/auth/contract'
import { useRead } from '../../api/hooks.ts'
import { useLanguage } from '../../i18n/formats.ts'

export function useRoleWords(): (role: string) => string {
  const language = useLanguage()
  const { data } = useRead(listRoles, {})
  return (role) => {
    const words = data?.roles.find(({ name }) => name === role)?.words
    if (!words) return role
    return language === 'en' ? words.en : words.zh
  }
}

/** Choices for a select. */
export function useRoleOptions(): { value: string; label: string }[] {
  const { data } = useRead(listRoles, {})
  const words = useRoleWords()
  return (data?.roles ?? []).map(({ name }) => ({ value: name, label: words(name) }))
}
