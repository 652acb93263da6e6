/** All English texts by area. */
import audiences from './en/audiences.json'
import channels from './en/channels.json'
import corptags from './en/corptags.json'
import duplicates from './en/duplicates.json'
import events from './en/events.json'
import frame from './en/frame.json'
import groups from './en/groups.json'
import imports from './en/imports.json'
import insights from './en/insights.json'
import kinds from './en/kinds.json'
import lost from './en/lost.json'
import media from './en/media.json'
import moments from './en/moments.json'
import people from './en/people.json'
import predictions from './en/predictions.json'
import privacy from './en/privacy.json'
import quotas from './en/quotas.json'
import reach from './en/reach.json'
import reachrules from './en/reachrules.json'
import settings from './en/settings.json'
import tags from './en/tags.json'
import tasks from './en/tasks.json'
import tiers from './en/tiers.json'
import today from './en/today.json'
import transfers from './en/transfers.json'
import welcome from './en/welcome.json'
import type { Words } from './zh-cn.ts'

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
} satisfies Words
