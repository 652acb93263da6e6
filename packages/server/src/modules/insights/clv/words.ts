/** How lifetime value is counted, in both languages. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { Among } from '../../audience/index.ts'
import { LTV_HORIZON_WEEKS } from './ltv.ts'

const MONEY = (currency: string | null): Words =>
  currency === null
    ? { zh: '订单没有金额', en: 'orders have no amounts' }
    : { zh: `金额只计 ${currency} 的订单`, en: `money is that of orders in ${currency}` }

function onlyThese(among: Among | undefined): Words {
  return among ? { zh: `；只看：${among.words.zh}`, en: `; only ${among.words.en}` } : { zh: '', en: '' }
}

export function clvWords({
  calibrationEnd,
  currency,
  among,
}: {
  calibrationEnd: string
  currency: string | null
  among: Among | undefined
}): Words {
  const [money, only] = [MONEY(currency), onlyThese(among)]
  return {
    zh: `BG/NBD 与 Gamma-Gamma 按最大似然拟合截至 ${calibrationEnd}（含）的购买：同一人同一天的订单算一次购买，首次之后才算复购，单位为周（7 天），金额取复购日的平均，不折现；${money.zh}；之后的实际购买不参与拟合，只用来对照${only.zh}`,
    en: `BG/NBD and Gamma-Gamma fitted by maximum likelihood to purchases up to and with ${calibrationEnd}: orders of one person and day are one purchase, repeats are those after the first, the unit is a week, spend is the mean over days with a repeat, not discounted; ${money.en}; purchases after that day are not fitted, only compared${only.en}`,
  }
}

export function ltvWords({ currency, among }: { currency: string | null; among: Among | undefined }): Words {
  const [money, only] = [MONEY(currency), onlyThese(among)]
  return {
    zh: `按首单所在自然月分组，每位客户到第 n 个月末累计的订单金额（取消的订单不算），还没过完的月留空；预计为之后 ${LTV_HORIZON_WEEKS} 周，按 BG/NBD 与 Gamma-Gamma，不折现；${money.zh}${only.zh}`,
    en: `By calendar month of the first order, what a customer has spent by the end of each month since, cancelled orders left out; months not over are blank. Predicted are the ${LTV_HORIZON_WEEKS} weeks to come, by BG/NBD and Gamma-Gamma, not discounted; ${money.en}${only.en}`,
  }
}
