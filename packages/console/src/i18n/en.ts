/** All English texts by area. */
import audiences from './en/audiences.json'
import channels from './en/channels.json'
import duplicates from './en/duplicates.json'
import events from './en/events.json'
import frame from './en/frame.json'
import imports from './en/imports.json'
import insights from './en/insights.json'
import kinds from './en/kinds.json'
import people from './en/people.json'
import predictions from './en/predictions.json'
import privacy from './en/privacy.json'
import reach from './en/reach.json'
import settings from './en/settings.json'
import tags from './en/tags.json'
import tiers from './en/tiers.json'
import today from './en/today.json'
import type { Words } from './zh-cn.ts'

export const words = {
  audiences,
  channels,
  duplicates,
  events,
  frame,
  imports,
  insights,
  kinds,
  people,
  predictions,
  privacy,
  reach,
  settings,
  tags,
  tiers,
  today,
} satisfies Words
