/** What can be read on a page, and what of it should not be there. */
import type { Page } from 'playwright-core'
import { endpoints } from '../../../packages/server/src/endpoints.ts'
import { PERMISSIONS } from '../../../packages/server/src/platform/auth/permissions.ts'

/** What a missing text looks like: `area.page`, `insights:funnel.steps`. */
const RAW_KEY = /^(?:[a-z]+:)?[a-z][A-Za-z]*(?:\.[a-z][A-Za-z0-9_]*)+$/
const CHINESE = /\p{Script=Han}/u
/** Names in the same form that pages show on purpose: permissions, actions of the audit, uploaded files. */
const SHOWN_ON_PURPOSE = new Set<string>([...PERMISSIONS, ...endpoints.map(({ name }) => name)])
const FILE_NAME = /\.(csv|jsonl|xlsx|gz)$/
/** In every language. */
const OWN_NAMES = new Set(['留池 Liuchi', '简体中文'])

/** Every text in sight, and every name, hint and title that is read out or shown on touch. */
async function wordsOn(page: Page): Promise<string[]> {
  const words = await page.evaluate(() => {
    const found: string[] = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent && !['SCRIPT', 'STYLE'].includes(parent.tagName)) found.push(node.textContent ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) found.push(element.getAttribute(name) ?? '')
    }
    return found
  })
  return words.map((word) => word.trim()).filter((word) => word !== '')
}

/** Keys of texts that stand where the texts should. */
export async function rawKeysOn(page: Page): Promise<string[]> {
  return (await wordsOn(page)).filter((word) => RAW_KEY.test(word) && !SHOWN_ON_PURPOSE.has(word) && !FILE_NAME.test(word))
}

/** Chinese words beside Liuchi's own name. */
export async function chineseOn(page: Page): Promise<string[]> {
  return (await wordsOn(page)).filter((word) => CHINESE.test(word.replace(/ · 留池 Liuchi$/, '')) && !OWN_NAMES.has(word))
}
