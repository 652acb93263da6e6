/** The parameters of a model with their standard errors, and what each pair says in plain words. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import { type Model, usualSpend } from './model-fit.tsx'

const DIGITS = 3
const fixed = (value: number) => value.toFixed(DIGITS)

interface Row {
  readonly name: string
  readonly value: number
  readonly error: number | undefined
  readonly digits?: number
}

interface Group {
  readonly key: string
  readonly rows: readonly Row[]
  readonly meaning: string
}

function useGroups({ model, standardErrors, spend, currency }: Model): readonly Group[] {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const { r, alpha, a, b, logLikelihood } = model
  const rate = r / alpha
  const groups: Group[] = [
    {
      key: 'rate',
      rows: [
        { name: 'r', value: r, error: standardErrors?.r },
        { name: 'α', value: alpha, error: standardErrors?.alpha },
      ],
      meaning: t('model.meanings.rate', { weeks: numbers.count(1 / rate), rate: fixed(rate) }),
    },
    {
      key: 'lost',
      rows: [
        { name: 'a', value: a, error: standardErrors?.a },
        { name: 'b', value: b, error: standardErrors?.b },
      ],
      meaning: t('model.meanings.lost', { share: numbers.percent(a / (a + b)) }),
    },
  ]
  if (spend)
    groups.push({
      key: 'spend',
      rows: [
        { name: 'p', value: spend.p, error: undefined },
        { name: 'q', value: spend.q, error: undefined },
        { name: 'γ', value: spend.gamma, error: undefined },
      ],
      meaning: t('model.meanings.spend', { money: numbers.money(usualSpend(spend), currency ?? undefined) }),
    })
  groups.push({
    key: 'likelihood',
    rows: [{ name: t('model.logLikelihood'), value: logLikelihood, error: undefined, digits: 1 }],
    meaning: t('model.meanings.likelihood'),
  })
  return groups
}

export function ModelParameters({ model }: { readonly model: Model }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const groups = useGroups(model)
  return (
    <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
      <table className="lc-table">
        <thead>
          <tr>
            <th scope="col">{t('model.parameter')}</th>
            <th scope="col">{t('model.value')}</th>
            <th scope="col">{t('model.standardError')}</th>
            <th scope="col" style={{ textAlign: 'left' }}>
              {t('model.meaning')}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.flatMap(({ key, rows, meaning }) =>
            rows.map(({ name, value, error, digits = DIGITS }, index) => (
              <tr key={`${key} ${name}`}>
                <th scope="row">{name}</th>
                <td>{digits === DIGITS ? fixed(value) : numbers.exact(Number(value.toFixed(digits)))}</td>
                <td>{error === undefined ? '–' : `± ${fixed(error)}`}</td>
                {index === 0 ? (
                  <td rowSpan={rows.length} style={{ textAlign: 'left', whiteSpace: 'normal', minWidth: 180 }}>
                    {meaning}
                  </td>
                ) : null}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}
