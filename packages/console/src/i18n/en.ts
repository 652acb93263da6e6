/** All English texts by area. */
import duplicates from './en/duplicates.json'
import events from './en/events.json'
import frame from './en/frame.json'
import imports from './en/imports.json'
import insights from './en/insights.json'
import kinds from './en/kinds.json'
import people from './en/people.json'
import privacy from './en/privacy.json'
import settings from './en/settings.json'
import today from './en/today.json'
import type { Words } from './zh-cn.ts'

export const words = { duplicates, events, frame, imports, insights, kinds, people, privacy, settings, today } satisfies Words
