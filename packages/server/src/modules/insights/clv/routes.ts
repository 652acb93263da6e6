/** Lifetime value over HTTP. */
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { amongRule, cautionWords, dateOfDay, dayAt, dayOfDate } from '../../audience/index.ts'
import { callerOf, EVENTS_SOURCE, readMoment } from '../../events/index.ts'
import { readClv } from './clv.ts'
import { readClv as clvCall, readLtv as ltvCall } from './contract.ts'
import { LTV_HORIZON_WEEKS, readLtv } from './ltv.ts'
import { clvWords, ltvWords } from './words.ts'

export function clvRoutes(): Binding[] {
  return [bind(clvCall, answerClv), bind(ltvCall, answerLtv)]
}

async function answerClv(call: Call<typeof clvCall>) {
  const { handles, workspace, body } = call
  const { id: workspaceId, timeZone } = workspace
  const now = handles.clocks.business.now()
  const among = await amongRule(handles, { workspaceId, timeZone, asOf: now, rule: body.rule })
  const question = { workspaceId, timeZone, calibrationEnd: dayOfDate(body.calibrationEnd), lastDay: dayAt(now, timeZone), among }
  const { fitted, currency = null, dataEnd, ...figures } = await readClv(callerOf(call), { ...question, horizonWeeks: body.horizon })
  return {
    model: { ...fitted.model, logLikelihood: fitted.logLikelihood },
    standardErrors: fitted.standardErrors ?? null,
    spend: fitted.spend ?? null,
    currency,
    warnings: cautionWords(fitted),
    customers: fitted.customers,
    repeatCustomers: fitted.repeatCustomers,
    dataEnd: dateOfDay(dataEnd),
    ...figures,
    countedAs: clvWords({ calibrationEnd: body.calibrationEnd, currency, among }),
    source: EVENTS_SOURCE,
    computedAt: new Date(now).toISOString(),
  }
}

async function answerLtv(call: Call<typeof ltvCall>) {
  const { handles, workspace, body } = call
  const { id: workspaceId, timeZone } = workspace
  const now = handles.clocks.business.now()
  const asOf = body.asOf === undefined ? now : readMoment(body.asOf, { field: 'asOf', timeZone })
  const among = await amongRule(handles, { workspaceId, timeZone, asOf, rule: body.rule })
  const figures = await readLtv(callerOf(call), { workspaceId, timeZone, asOf, among })
  return {
    ...figures,
    horizon: LTV_HORIZON_WEEKS,
    countedAs: ltvWords({ currency: figures.currency, among }),
    source: EVENTS_SOURCE,
    computedAt: new Date(now).toISOString(),
  }
}
