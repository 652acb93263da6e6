/** Colours of the dot before a tag's name, by the colour that was chosen for it; the name keeps the colour of text. */
import type { TAG_COLORS } from '@liuchi/server/contract/identity/tags'
import type { Appearance } from './tokens.ts'

export type TagColor = (typeof TAG_COLORS)[number]

export const tagColours: Readonly<Record<Appearance, Readonly<Record<TagColor, string>>>> = {
  light: {
    grey: '#98a2ac',
    red: '#d13b3b',
    orange: '#d9772b',
    gold: '#c79a0a',
    green: '#1f9d61',
    cyan: '#2f9fb8',
    blue: '#2f6bd0',
    purple: '#8056b8',
    magenta: '#c2457a',
  },
  dark: {
    grey: '#7d8891',
    red: '#e86a68',
    orange: '#e79455',
    gold: '#d4aa3c',
    green: '#45b883',
    cyan: '#7cd0e2',
    blue: '#6f9ff0',
    purple: '#a987dd',
    magenta: '#e07aa4',
  },
}
