/** Every page of the navigation and those behind them, in both languages: nothing breaks, nothing stays untranslated. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'
import { chineseOn, rawKeysOn } from './page-words.ts'

/** Of the first landing; new ones are found by themselves. */
const PAGES_AT_LEAST = 14
/** On a machine that is busy with other things as well. */
const ALL_PAGES_WITHIN_MS = 180_000
/** Not in the navigation. */
const DEEPER_PAGES = [
  '/w/default/events/view',
  '/w/default/people/1',
  '/w/default/people/1?tab=standing',
  '/w/default/people/audiences/new',
  '/w/default/people/audiences/1',
  '/w/default/people/audiences/overlap?ids=1,2',
  '/w/default/people/tags/1',
  '/w/default/people/transfers/new',
  '/w/default/imports/new',
  '/w/default/reach/welcome/new',
  '/w/default/reach/broadcasts/new',
  '/w/default/reach/moments/new',
]

export function everyPage(desk: () => Desk): void {
  describe('every page', () => {
    test(
      'opens in Chinese without an error, a failed request or a raw key',
      async () => {
        await desk().open('today')
        expect(await problemsOfPages(desk(), rawKeysOn)).toEqual({})
      },
      ALL_PAGES_WITHIN_MS,
    )

    test(
      'and in English without a Chinese word',
      async () => {
        const { page } = desk()
        await chooseLanguage(page, { menu: '账号', language: '语言', name: 'English' })
        await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
        const problems = await problemsOfPages(desk(), async () => [...(await rawKeysOn(page)), ...(await chineseOn(page))])
        await chooseLanguage(page, { menu: 'Account', language: 'Language', name: '简体中文' })
        await page.getByRole('navigation', { name: '导航' }).waitFor()
        expect(problems).toEqual({})
      },
      ALL_PAGES_WITHIN_MS,
    )
  })
}

/** Goes through all pages, those of the navigation from link to link; answers by path what went wrong and what `wrongWords` found. */
async function problemsOfPages({ page, open, rest, takeTroubles }: Desk, wrongWords: (page: Page) => Promise<string[]>) {
  const problems: Record<string, readonly string[]> = {}
  const look = async (path: string) => {
    await rest()
    const found = [...takeTroubles(), ...(await wrongWords(page))]
    if (found.length > 0) problems[path] = found
  }
  const links = await unfoldedLinks(page)
  const paths = await links.evaluateAll((all) => [...new Set(all.map((link) => link.getAttribute('href') ?? ''))])
  expect(paths.length).toBeGreaterThanOrEqual(PAGES_AT_LEAST)
  for (const path of paths) {
    await page.locator(`nav a[href="${path}"]`).click()
    await page.waitForURL(`**${path}`)
    await look(path)
  }
  for (const path of DEEPER_PAGES) {
    await open(path)
    await look(path)
  }
  return problems
}

/** The links of the navigation, every area of it unfolded. */
async function unfoldedLinks(page: Page) {
  const folded = page.locator('nav [role=menuitem][aria-expanded=false]')
  while ((await folded.count()) > 0) await folded.first().click()
  await page.locator('nav a[href$="/settings/audit"]').waitFor()
  return page.locator('nav a')
}

async function chooseLanguage(page: Page, words: { menu: string; language: string; name: string }): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: words.menu }).click()
  await page.getByRole('menuitem', { name: words.language }).hover()
  await page.getByRole('menuitem', { name: words.name }).click()
}
