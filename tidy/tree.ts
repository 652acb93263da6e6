/** The files of the repository, listed, read and parsed once for all rules. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CodeFacts, readCode } from './code.ts'

export interface TreeFile {
  /** Below the root, with forward slashes. */
  readonly path: string
  readonly sizeBytes: number
  text(): string
  /** What the parser saw; only for TypeScript and JavaScript. */
  code(): CodeFacts
}

export interface Tree {
  /** The folder on disk; a made-up tree has none. */
  readonly root?: string
  readonly files: readonly TreeFile[]
  file(path: string): TreeFile | undefined
}

const CODE = /\.(ts|tsx|mjs|js)$/
/** Listing of the files git knows of or would add. */
const MAX_LISTING_BYTES = 64 * 1024 * 1024

/** The checkout this file lies in: what git tracks and what is new, without what it ignores. */
export function readRepository(): Tree {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const paths = listed(root)
    .filter((path) => existsSync(join(root, path)))
    .sort()
  const files = paths.map((path) => {
    const place = join(root, path)
    return treeFile({ path, sizeBytes: statSync(place).size, read: () => readFileSync(place, 'utf8') })
  })
  return { root, ...indexed(files) }
}

function listed(root: string): string[] {
  // Whoever runs the suite need not own the checkout.
  const args = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const listing = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: MAX_LISTING_BYTES })
  return [...new Set(listing.split('\0'))].filter((path) => path !== '')
}

/** A made-up tree, for the rules' own tests. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return indexed(Object.entries(texts).map(([path, text]) => treeFile({ path, sizeBytes: Buffer.byteLength(text), read: () => text })))
}

/** Sources of a part of the house that run in production: no tests and nothing that only serves them. */
export function productionFiles(tree: Tree, ...folders: readonly string[]): TreeFile[] {
  return codeFiles(tree, ...folders).filter(({ path }) => !isTestOnly(path))
}

export function codeFiles(tree: Tree, ...folders: readonly string[]): TreeFile[] {
  return tree.files.filter(
    ({ path }) => CODE.test(path) && !path.endsWith('.d.ts') && folders.some((folder) => path.startsWith(`${folder}/`)),
  )
}

export function isTestOnly(path: string): boolean {
  return /\.test\.(ts|tsx|mjs)$|\/testing\.ts$|\/testing\//.test(path)
}

function indexed(files: readonly TreeFile[]): { files: readonly TreeFile[]; file(path: string): TreeFile | undefined } {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return { files, file: (path) => byPath.get(path) }
}

function treeFile(input: { path: string; sizeBytes: number; read: () => string }): TreeFile {
  let text: string | undefined
  let facts: CodeFacts | undefined
  const readText = () => {
    text ??= input.read()
    return text
  }
  return {
    path: input.path,
    sizeBytes: input.sizeBytes,
    text: readText,
    code: () => {
      facts ??= readCode(input.path, readText())
      return facts
    },
  }
}
