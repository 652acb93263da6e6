/** Welcome messages after an add (A7). */
import type { Area } from '../../area.ts'
import { setWelcome } from './console.ts'
import { welcomeSchema } from './schema.ts'
import { sendWelcomeMessage } from './sending.ts'

export const welcomeArea: Area = { name: 'welcome', schema: welcomeSchema, calls: [sendWelcomeMessage], verbs: [setWelcome] }
