/** What a flow is told: states at some moments, and how many moved from which to which between two of them. Pages never see the chart library. */
import type { Tone } from '../../theme/states.ts'

export interface FlowState {
  readonly key: string
  readonly name: string
  readonly tone: Tone
}

export interface FlowMove {
  /** From the moment of this place to the next one. */
  readonly step: number
  readonly from: string
  readonly to: string
  readonly value: number
}

export interface FlowData {
  /** Names of the moments, oldest first. */
  readonly moments: readonly string[]
  /** In the order they stand in, from above. */
  readonly states: readonly FlowState[]
  readonly moves: readonly FlowMove[]
  readonly format: (value: number) => string
}
