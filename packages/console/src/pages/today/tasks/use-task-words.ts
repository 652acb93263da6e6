/** A task in the language of the page. */
import type { Task } from '@liuchi/server/contract/tasks'
import { useLanguage } from '../../../i18n/formats.ts'

export function useTaskWords(): (task: Task) => { title: string; text: string; assignee: string } {
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  return ({ title, text, assignee }) => ({ title: title[language], text: text[language], assignee: assignee?.name ?? '' })
}
