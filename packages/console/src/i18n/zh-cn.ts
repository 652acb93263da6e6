/** All Chinese texts by area; their shape is what every other language must fill. */
import audiences from './zh-CN/audiences.json'
import channels from './zh-CN/channels.json'
import corptags from './zh-CN/corptags.json'
import duplicates from './zh-CN/duplicates.json'
import events from './zh-CN/events.json'
import frame from './zh-CN/frame.json'
import groups from './zh-CN/groups.json'
import imports from './zh-CN/imports.json'
import insights from './zh-CN/insights.json'
import kinds from './zh-CN/kinds.json'
import lost from './zh-CN/lost.json'
import media from './zh-CN/media.json'
import moments from './zh-CN/moments.json'
import people from './zh-CN/people.json'
import predictions from './zh-CN/predictions.json'
import privacy from './zh-CN/privacy.json'
import quotas from './zh-CN/quotas.json'
import reach from './zh-CN/reach.json'
import reachrules from './zh-CN/reachrules.json'
import settings from './zh-CN/settings.json'
import tags from './zh-CN/tags.json'
import tasks from './zh-CN/tasks.json'
import tiers from './zh-CN/tiers.json'
import today from './zh-CN/today.json'
import transfers from './zh-CN/transfers.json'
import welcome from './zh-CN/welcome.json'

export const words = {
  audiences,
  channels,
  corptags,
  duplicates,
  events,
  frame,
  groups,
  imports,
  insights,
  kinds,
  lost,
  media,
  moments,
  people,
  predictions,
  privacy,
  quotas,
  reach,
  reachrules,
  settings,
  tags,
  tasks,
  tiers,
  today,
  transfers,
  welcome,
}

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
export type Words = Shape<typeof words>
