/** What a benchmark file exports: `export const bench: Bench`. */
export interface Figure {
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** Named rival measured in the same run. */
  readonly opponent?: string
  readonly opponentValue?: number
}

export interface BenchRun {
  /** The full-size form; the default one keeps all benches together within ten minutes on two cores. */
  readonly full: boolean
  report(figure: Figure): void
  note(text: string): void
}

export interface Bench {
  /** Throws when a floor is missed or the run was not sound. */
  run(run: BenchRun): Promise<void>
}
