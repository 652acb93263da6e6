// own machine: a person waits for each page
/** The console in a real browser on a real server: one person's first hour with it, page by page. */
import { afterAll, beforeAll, describe } from 'vitest'
import { chromiumPath } from '../../../packages/server/src/platform/testing/available.ts'
import { type BehaviourFile, behaviourFile } from './behaviour-file.ts'
import { broadcasting } from './broadcasting.ts'
import { connectingWecom } from './connecting-wecom.ts'
import { type Desk, openDesk } from './desk.ts'
import { doingTodaysWork } from './doing-todays-work.ts'
import { everyPage } from './every-page.ts'
import { findingPeople } from './finding-people.ts'
import { importing } from './importing.ts'
import { keepingPromises } from './keeping-promises.ts'
import { knowingPeople } from './knowing-people.ts'
import { onAPhone } from './on-a-phone.ts'
import { planningEvents } from './planning-events.ts'
import { sayingWho } from './saying-who.ts'
import { seeingGroups } from './seeing-groups.ts'
import { settingUp } from './setting-up.ts'
import { signingIn, signingOut } from './signing-in.ts'

let desk: Desk
let file: BehaviourFile

describe.skipIf(!chromiumPath())('the console (in Chromium)', () => {
  beforeAll(async () => {
    file = await behaviourFile()
    desk = await openDesk()
  })

  afterAll(() => desk?.close())

  signingIn(() => desk)
  importing(() => ({ desk, file }))
  findingPeople(() => desk)
  planningEvents(() => desk)
  knowingPeople(() => desk)
  sayingWho(() => desk)
  keepingPromises(() => desk)
  settingUp(() => desk)
  everyPage(() => desk)
  connectingWecom(() => desk)
  broadcasting(() => desk)
  doingTodaysWork(() => desk)
  seeingGroups(() => desk)
  onAPhone(() => desk)
  signingOut(() => desk)
})
