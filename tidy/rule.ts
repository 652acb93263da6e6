/** What a rule of the house is: a look at the whole repository that answers with what is wrong. */
import type { Tree } from './tree.ts'

export interface Finding {
  readonly path: string
  readonly line?: number
  /** One sentence: what is wrong and what to do instead. */
  readonly says: string
}

export interface Rule {
  readonly name: string
  /** What holds when nothing is found; completes "… holds". */
  readonly about: string
  check(tree: Tree): readonly Finding[] | Promise<readonly Finding[]>
}

/** `path:line says`, which terminals and editors turn into a link. */
export function findingLine({ path, line, says }: Finding): string {
  return `${path}${line === undefined ? '' : `:${line}`}  ${says}`
}
