/** The marks of a person as they are shown: over all its atoms, of an exclusive group only the tag put on last. Pure. */

export interface Mark {
  readonly tagId: number
  /** The exclusive group of the tag. */
  readonly exclusiveGroup: number | null
  readonly value: string
  readonly atom: number
  readonly since: Date
}

/**
 * Each tag and value once, as long as any atom has had it. Two people who become one may have a tag of an exclusive group each: the later
 * mark decides, of one moment the later tag; an un-merge brings the other one back.
 */
export function shownMarks<Row extends Mark>(marks: readonly Row[]): Row[] {
  const winners = new Map<number, Row>()
  for (const mark of marks) {
    if (mark.exclusiveGroup === null) continue
    const other = winners.get(mark.exclusiveGroup)
    if (!other || isLater(mark, other)) winners.set(mark.exclusiveGroup, mark)
  }
  const shown = new Map<string, Row>()
  for (const mark of marks) {
    if (mark.exclusiveGroup !== null && winners.get(mark.exclusiveGroup)?.tagId !== mark.tagId) continue
    const key = `${mark.tagId} ${mark.value}`
    const other = shown.get(key)
    if (!other || isEarlier(mark, other)) shown.set(key, mark)
  }
  return [...shown.values()]
}

function isLater(a: Mark, b: Mark): boolean {
  return a.since.getTime() - b.since.getTime() > 0 || (a.since.getTime() === b.since.getTime() && a.tagId > b.tagId)
}

function isEarlier(a: Mark, b: Mark): boolean {
  return a.since.getTime() - b.since.getTime() < 0 || (a.since.getTime() === b.since.getTime() && a.atom < b.atom)
}
