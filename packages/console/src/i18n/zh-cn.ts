/** All Chinese texts by area; their shape is what every other language must fill. */
import audiences from './zh-CN/audiences.json'
import channels from './zh-CN/channels.json'
import duplicates from './zh-CN/duplicates.json'
import events from './zh-CN/events.json'
import frame from './zh-CN/frame.json'
import imports from './zh-CN/imports.json'
import insights from './zh-CN/insights.json'
import kinds from './zh-CN/kinds.json'
import people from './zh-CN/people.json'
import predictions from './zh-CN/predictions.json'
import privacy from './zh-CN/privacy.json'
import reach from './zh-CN/reach.json'
import settings from './zh-CN/settings.json'
import tags from './zh-CN/tags.json'
import tiers from './zh-CN/tiers.json'
import today from './zh-CN/today.json'

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
}

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
export type Words = Shape<typeof words>
