/** The presets by name. */
import type { PresetName } from './contract.ts'
import { cdnow } from './presets/cdnow.ts'
import { events } from './presets/events.ts'
import { onlineRetail } from './presets/online-retail.ts'
import { orders } from './presets/orders.ts'
import { people } from './presets/people.ts'
import type { Preset } from './presets/preset.ts'
import { taobao } from './presets/taobao.ts'
import { tianchi } from './presets/tianchi.ts'

export const presets: Readonly<Record<PresetName, Preset>> = {
  taobao,
  tianchi,
  cdnow,
  'online-retail': onlineRetail,
  orders,
  events,
  people,
}
