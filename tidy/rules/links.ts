/** Links between Markdown pages lead somewhere, headings included. */
import { posix } from 'node:path'
import type { Finding, Rule } from '../rule.ts'
import type { Tree, TreeFile } from '../tree.ts'

const LINK = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(\S+)/gm
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i

export const linksRule: Rule = {
  name: 'links',
  about: 'links between pages lead somewhere',
  check: (tree) => tree.files.filter(({ path }) => path.endsWith('.md')).flatMap((file) => brokenLinks(tree, file)),
}

function brokenLinks(tree: Tree, file: TreeFile): Finding[] {
  const text = withoutCode(file.text())
  return [...text.matchAll(LINK)].flatMap((match) => {
    const target = match[1] ?? match[2] ?? ''
    const wrong = ELSEWHERE.test(target) ? undefined : complaint(tree, file, target)
    return wrong === undefined ? [] : [{ path: file.path, line: text.slice(0, match.index).split('\n').length, says: wrong }]
  })
}

function complaint(tree: Tree, file: TreeFile, target: string): string | undefined {
  const [place = '', heading] = decodeURI(target).split('#')
  const path = place === '' ? file.path : posix.normalize(posix.join(posix.dirname(file.path), place)).replace(/\/$/, '')
  const found = tree.file(path)
  if (!found)
    return path === '.' || tree.files.some((one) => one.path.startsWith(`${path}/`)) ? undefined : `the link ${target} leads nowhere`
  if (heading === undefined || !path.endsWith('.md') || headingsOf(found).has(heading)) return undefined
  return `${path} has no heading #${heading}`
}

/** Anchors as GitHub makes them: lower case, punctuation gone, blanks to dashes, repetitions numbered. */
function headingsOf(file: TreeFile): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutFences(file.text()).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = plain.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replace(/\s/g, '-')
    let numbered = anchor
    for (let at = 1; anchors.has(numbered); at++) numbered = `${anchor}-${at}`
    anchors.add(numbered)
  }
  return anchors
}

/** Code blanked, with lines kept. */
function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length))
}

function withoutFences(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ' '))
}
