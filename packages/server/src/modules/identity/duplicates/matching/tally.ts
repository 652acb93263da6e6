/** Adds to one place of a typed array. */
export function addAt(counts: Float64Array | Int32Array | Uint8Array, place: number, amount: number): void {
  counts[place] = (counts[place] as number) + amount
}
