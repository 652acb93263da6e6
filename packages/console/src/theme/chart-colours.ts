/** Colours of series and cells in charts, distinguishable in both appearances and for colour-blind readers (order alternates light and dark). */
import type { Appearance } from './tokens.ts'

export const seriesColours: Readonly<Record<Appearance, readonly string[]>> = {
  light: ['#0a6c8a', '#d9772b', '#3c9d6b', '#8056b8', '#b8860b', '#c2457a', '#7a5a3a', '#2f9fb8', '#6b8e23'],
  dark: ['#3fb3d3', '#e79455', '#5dbf8d', '#a987dd', '#d4aa3c', '#e07aa4', '#c9a27e', '#7cd0e2', '#a9c46c'],
}

/** The rest of a breakdown: there, but not one of the values. */
export const restColour: Readonly<Record<Appearance, string>> = { light: '#9aa7b1', dark: '#76838d' }

/** Strongest mix of the hot colour: beyond it, one text colour could not stay readable on every cell (AA). */
const HEAT_LEAST_PERCENT = 6
const HEAT_MOST_PERCENT = 68

const heat: Readonly<Record<Appearance, { hot: string; cold: string; text: string }>> = {
  light: { hot: '#0a6c8a', cold: '#ffffff', text: '#06222b' },
  dark: { hot: '#2b9fc0', cold: '#171d22', text: '#ffffff' },
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

/** `#rrggbb` between two others; `share` 1 is all of the first. */
function mixed(first: string, second: string, share: number): string {
  const others = channels(second)
  const parts = channels(first).map((value, index) => Math.round(value * share + (others[index] ?? 0) * (1 - share)))
  return `rgb(${parts.join(', ')})`
}

/** Background and text of a heat-map cell for a share 0–1. */
export function heatOf(share: number, appearance: Appearance): { background: string; color: string } {
  const { hot, cold, text } = heat[appearance]
  const strength = Math.max(0, Math.min(1, share))
  const percent = Math.round(HEAT_LEAST_PERCENT + strength * (HEAT_MOST_PERCENT - HEAT_LEAST_PERCENT))
  return { background: mixed(hot, cold, percent / 100), color: text }
}
