/** Fitting the model now: the button, how far it is, and why it made none. */
import { fitPredictions, listModels } from '@liuchi/server/contract/audience/predictions'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { useTimes } from '../../i18n/formats.ts'
import { useBothWords } from '../../parts/consent-words.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../parts/job-progress.tsx'
import { Section } from '../../parts/section.tsx'

export type ModelsAnswer = ResponseOf<typeof listModels>
export type Model = ModelsAnswer['items'][number]

const MODELS_SHOWN = 13

/** What a purchase of anybody is expected to be worth. */
export function usualSpend({ p, q, gamma }: NonNullable<Model['spend']>): number {
  return (p * gamma) / (q - 1)
}

/** The models, and the fit that is under way, whoever began it. */
export function useModels() {
  const client = useQueryClient()
  const list = useRead(listModels, { query: { limit: MODELS_SHOWN } })
  const fit = useWrite(fitPredictions)
  const jobId = fit.data?.jobId ?? list.data?.runningJobId ?? undefined
  const job = useJob(jobId, () => {
    void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === listModels.name })
  })
  const isFitting = fit.isPending || (jobId !== undefined && (job === undefined || isJobUnderWay(job)))
  return { list, fit, job, isFitting, whyNot: useWhyNot()(fitPredictions) }
}

export type Models = ReturnType<typeof useModels>

export function FitButton({ models }: { readonly models: Models }) {
  const { t } = useTranslation('predictions')
  return (
    <Button
      type="primary"
      loading={models.isFitting}
      disabled={models.whyNot !== undefined}
      title={models.whyNot}
      onClick={() => models.fit.mutate({})}
    >
      {t(models.list.data?.items.length === 0 ? 'model.fitFirst' : 'model.fit')}
    </Button>
  )
}

/** Renders nothing when nothing is under way and the latest fit made a model. */
export function FitState({ models }: { readonly models: Models }) {
  const { t } = useTranslation('predictions')
  const times = useTimes()
  const wordsOf = useBothWords()
  const last = models.list.data?.lastFit
  if (models.fit.error) return <ErrorNotice error={models.fit.error} onRetry={() => models.fit.mutate({})} />
  if (models.isFitting)
    return (
      <Section>
        <JobProgress job={models.job} label={t('model.fitting')} />
        <p className="lc-soft lc-small">{t('model.mayLeave')}</p>
      </Section>
    )
  if (!last?.refused) return null
  return <Alert type="warning" showIcon title={t('model.refused', { at: times.moment(last.at) })} description={wordsOf(last.refused)} />
}
