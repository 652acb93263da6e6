/** What was found of a trait, in words. */
import type { Words } from '../../../../platform/i18n/locale.ts'

const MAX_SHOWN_LENGTH = 100

export function traitFound(name: string, measures: Readonly<Record<string, string | number>> | undefined): Words {
  if (!measures || Number(measures.state) === 0) return { zh: `没有“${name}”`, en: `no “${name}”` }
  if (measures.type === 'hidden') return { zh: `有“${name}”（个人信息，不显示）`, en: `has a “${name}” (personal, not shown)` }
  const text = String(measures.text)
  const shown = text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text
  return { zh: `“${name}”是“${shown}”`, en: `“${name}” is “${shown}”` }
}
