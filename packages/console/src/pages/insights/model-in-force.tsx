/** The model in force: over whom, how it stood hidden weeks, its parameters in words, and the fits before it. */
import { Alert, Space, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { useBothWords } from '../../parts/consent-words.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { FitState, type Model, type Models, usualSpend } from './model-fit.tsx'
import { ModelParameters } from './model-parameters.tsx'

const BY_SCHEDULE = 'schedule'

export function ModelInForce({ models }: { readonly models: Models }) {
  const { t } = useTranslation('predictions')
  const { data, error, refetch } = models.list
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return null
  const model = data.items.find(({ inForce }) => inForce)
  return (
    <div className="lc-stack">
      <FitState models={models} />
      {model ? (
        <InForce model={model} nextFitAt={data.nextFitAt} />
      ) : models.isFitting ? null : (
        <Section>
          <EmptyState title={t('model.none')} text={t('model.noneText')} />
        </Section>
      )}
      {data.items.length > 1 ? <History models={data.items} /> : null}
    </div>
  )
}

function InForce({ model, nextFitAt }: { readonly model: Model; readonly nextFitAt: string | null }) {
  const { t } = useTranslation('predictions')
  const times = useTimes()
  const wordsOf = useBothWords()
  const fitted = t('model.fitted', {
    at: times.moment(model.fittedAt),
    by: model.fittedBy === BY_SCHEDULE ? t('model.bySchedule') : model.fittedBy,
  })
  const parts = [
    t('model.knows', { day: model.calibrationEnd }),
    fitted,
    ...(nextFitAt ? [t('model.next', { at: times.moment(nextFitAt) })] : []),
  ]
  return (
    <>
      <Section title={t('model.inForce')} extra={<span className="lc-soft lc-small">{parts.join(' · ')}</span>}>
        <div className="lc-stack">
          <ModelFigures model={model} />
          {model.warnings.map((warning) => (
            <Alert key={warning.en} type="warning" showIcon title={wordsOf(warning)} />
          ))}
          <PredictedAudiences spend={model.spend} />
        </div>
      </Section>
      <Section title={t('model.parameters')} flush>
        <ModelParameters model={model} />
      </Section>
    </>
  )
}

function ModelFigures({ model }: { readonly model: Model }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const { holdout } = model
  return (
    <div className="lc-grid">
      <FigureNumber title={t('model.customers')} value={model.customers} note={t('model.customersNote')} />
      <FigureNumber title={t('model.repeat')} value={model.repeatCustomers} note={t('model.repeatNote')} />
      <FigureNumber
        title={t('model.holdoutError')}
        value={holdout?.error ?? null}
        form="percent"
        note={
          holdout
            ? t('model.holdoutNote', {
                weeks: holdout.weeks,
                predicted: numbers.count(Math.round(holdout.predicted)),
                actual: numbers.count(holdout.actual),
              })
            : t('model.noHoldout')
        }
      />
    </div>
  )
}

/** Who buys so often in a year that it is worth being nice to them. */
const VALUABLE_PURCHASES = 5

/** Starts for the builder of audiences. */
function PredictedAudiences({ spend }: { readonly spend: Model['spend'] }) {
  const { t } = useTranslation('predictions')
  const paths = usePaths()
  const rules = {
    likely: { prediction: { name: 'expectedPurchases', gte: 1 } },
    leaving: { prediction: { name: 'alive', lt: 0.3 } },
    ...(spend ? { valuable: { prediction: { name: 'lifetimeValue', gte: Math.round(VALUABLE_PURCHASES * usualSpend(spend)) } } } : {}),
  }
  return (
    <Space size="middle" wrap>
      <span className="lc-soft">{t('model.audiences')}</span>
      {Object.entries(rules).map(([name, rule]) => (
        <Link key={name} to={paths.newAudience({ all: [rule] })}>
          {t(`model.${name as keyof typeof rules}`)}
        </Link>
      ))}
    </Space>
  )
}

function History({ models }: { readonly models: readonly Model[] }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const times = useTimes()
  return (
    <Section title={t('model.history')} flush>
      <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
        <table className="lc-table">
          <thead>
            <tr>
              {(['fittedAt', 'calibrationEnd', 'customers', 'holdout', 'state'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`model.historyColumns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model.id}>
                <th scope="row">{times.moment(model.fittedAt)}</th>
                <td>{model.calibrationEnd}</td>
                <td>{numbers.count(model.customers)}</td>
                <td>{model.holdout?.error == null ? '–' : numbers.change(model.holdout.error)}</td>
                <td>
                  <Tag color={model.inForce ? 'green' : 'default'}>{t(model.inForce ? 'model.stateInForce' : 'model.stateOld')}</Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
