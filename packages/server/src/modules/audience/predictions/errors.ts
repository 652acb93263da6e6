/** Error codes of predictions. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const predictionErrors = {
  'audience.too_few_repeat_buyers': {
    status: 422,
    zh: 'calibrationEnd：到 {calibrationEnd} 为止只有 {repeatBuyers} 位客户在不同的日子买过两次以上，至少要 {needed} 位才能拟合模型',
    en: 'calibrationEnd: by {calibrationEnd} only {repeatBuyers} customers have bought on two days or more; a model needs at least {needed}',
  },
  'audience.model_diverged': {
    status: 422,
    zh: '到 {calibrationEnd} 为止的购买不符合这个模型：参数无法确定，请换一个时间范围',
    en: 'The purchases by {calibrationEnd} do not fit this model: its parameters cannot be found; try another range of time',
  },
  'audience.too_many_patterns': {
    status: 422,
    zh: '购买历史的种类超过 {limit} 种，请缩小人群',
    en: 'There are more than {limit} different histories of purchases; narrow the people down',
  },
  'audience.fit_failed': {
    status: 500,
    zh: '拟合没有完成，后台任务 {jobId}；一小时后会自动再试，也可以现在重试',
    en: 'The fit did not end, job {jobId}; it is tried again in an hour, or now if you ask for it',
  },
} as const satisfies ErrorTable

export const failPredictions = failer(predictionErrors)
