import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../../../platform/testing/available.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { storeEvents, type TestEvent } from '../../events/testing.ts'
import { dayOfDate } from './days.ts'
import { fitModel } from './fit.ts'
import { expectedPurchases } from './model/expected.ts'

const TIME_ZONE = 'Asia/Shanghai'
let world: World

beforeAll(async () => {
  world = await openWorld()
})

/** The published tenth: master id, sample id, day, units, dollars. */
function cdnowSample(): TestEvent[] {
  const text = readFileSync(join(dataFolder() ?? '', 'cdnow/CDNOW_sample.txt'), 'utf8')
  return text.split('\n').flatMap((line) => {
    const [, sample, date = '', , dollars = ''] = line.trim().split(/\s+/)
    if (!sample) return []
    const time = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T12:00:00+08:00`
    return [{ name: 'buy', time, atom: Number(sample), amount: dollars, currency: 'USD' }]
  })
}

describe.skipIf(!dataFolder())('published figures (data in ../shared/data)', () => {
  it('cdnow: the parameters of BG/NBD and Gamma-Gamma, and what a customer will buy', async () => {
    const { id: workspaceId } = await world.newWorkspace({ timeZone: TIME_ZONE })
    await storeEvents(world.handles, { workspaceId, events: cdnowSample() })
    const question = {
      workspaceId,
      timeZone: TIME_ZONE,
      calibrationEnd: dayOfDate('1997-09-30'),
      dataEnd: dayOfDate('1998-06-30'),
      currency: 'USD',
    }
    const fitted = await fitModel(world.handles, question, { horizons: [39] })
    expect([fitted.customers, fitted.repeatCustomers]).toEqual([2_357, 946])
    expect(fitted.model.r).toBeCloseTo(0.243, 3)
    expect(fitted.model.alpha).toBeCloseTo(4.414, 3)
    expect(fitted.model.a).toBeCloseTo(0.793, 3)
    expect(fitted.model.b).toBeCloseTo(2.426, 3)
    expect(fitted.logLikelihood).toBeCloseTo(-9_582.4, 1)
    expect(fitted.spend?.p).toBeCloseTo(6.25, 2)
    expect(fitted.spend?.q).toBeCloseTo(3.74, 2)
    expect(fitted.spend?.gamma).toBeCloseTo(15.44, 2)
    expect(fitted.cautions).toEqual([])
    expect(expectedPurchases(fitted.model, { repeats: 2, recency: 30.43, age: 38.86 }, 39)).toBeCloseTo(1.226, 3)
  })
})
