/** One colour for each state of a thing, everywhere; a word always stands beside it. */
import type { Appearance } from './tokens.ts'

export type Tone = 'grey' | 'violet' | 'green' | 'amber' | 'blueGrey' | 'red' | 'blue'

/** Colours of the dot before the word; the word itself keeps the colour of text. */
export const toneColours: Readonly<Record<Appearance, Readonly<Record<Tone, string>>>> = {
  light: { grey: '#98a2ac', violet: '#8056b8', green: '#1f9d61', amber: '#d98a06', blueGrey: '#5b7a99', red: '#d13b3b', blue: '#0a6c8a' },
  dark: { grey: '#7d8891', violet: '#a987dd', green: '#45b883', amber: '#e0a13a', blueGrey: '#8aa6c1', red: '#e86a68', blue: '#3fb3d3' },
}

export const stateTones = {
  draft: 'grey',
  rehearsing: 'violet',
  live: 'green',
  paused: 'amber',
  ended: 'blueGrey',
  refused: 'red',
  running: 'blue',
} as const satisfies Readonly<Record<string, Tone>>

export type ThingState = keyof typeof stateTones
