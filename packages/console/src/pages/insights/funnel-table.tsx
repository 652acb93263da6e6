/** Conversion step by step, and the same for each value of the breakdown. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { useEventWords } from '../../parts/event-words.ts'
import { type FunnelAnswer, type FunnelLine, useLineWords } from './funnel-lines.ts'

export type PickStep = (picked: {
  /** From 1. */
  readonly step: number
  readonly which: 'reached' | 'dropped'
  readonly line?: FunnelLine | undefined
}) => void

export interface FunnelTableProps {
  readonly answer: FunnelAnswer
  readonly onPick: PickStep
}

interface RowsProps {
  readonly steps: FunnelAnswer['steps']
  readonly line?: FunnelLine | undefined
  readonly onPick: PickStep
}

function PeopleButton({
  label,
  value,
  onClick,
}: {
  readonly label: string
  readonly value: number
  readonly onClick: (() => void) | undefined
}) {
  const numbers = useNumbers()
  if (!onClick || value === 0) return <>{numbers.count(value)}</>
  return (
    <button type="button" className="lc-link-button" title={label} aria-label={`${label}: ${numbers.exact(value)}`} onClick={onClick}>
      {numbers.count(value)}
    </button>
  )
}

function StepRows({ steps, line, onPick }: RowsProps) {
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  const times = useTimes()
  const wordsOf = useEventWords()
  const canPick = line?.other !== true
  return steps.map(({ name, persons, conversionFromPrevious, conversionFromStart, medianSecondsFromPrevious }, index) => {
    const dropped = index === 0 ? 0 : (steps[index - 1]?.persons ?? 0) - persons
    const step = index + 1
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same event may be two steps
      <tr key={index}>
        <th scope="row">
          {step}. {wordsOf(name)}
        </th>
        <td>
          <PeopleButton
            label={t('funnel.seeReached')}
            value={persons}
            onClick={canPick ? () => onPick({ step, which: 'reached', line }) : undefined}
          />
        </td>
        <td>{index === 0 ? '–' : numbers.percent(conversionFromPrevious)}</td>
        <td>{numbers.percent(conversionFromStart)}</td>
        <td>
          {index === 0 ? (
            '–'
          ) : (
            <PeopleButton
              label={t('funnel.seeDropped')}
              value={dropped}
              onClick={canPick ? () => onPick({ step, which: 'dropped', line }) : undefined}
            />
          )}
        </td>
        <td>{times.duration(medianSecondsFromPrevious == null ? null : medianSecondsFromPrevious * 1000)}</td>
      </tr>
    )
  })
}

export function FunnelTable({ answer, onPick }: FunnelTableProps) {
  const { t } = useTranslation('insights')
  const lineWords = useLineWords()
  const columns = ['stepColumn', 'reached', 'fromPrevious', 'fromStart', 'dropped', 'median'] as const
  return (
    <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
      <table className="lc-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`funnel.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <StepRows steps={answer.steps} onPick={onPick} />
          {answer.breakdown?.map((line) => (
            <Fragment key={`${line.value ?? ''}${line.other ? '·' : ''}`}>
              <tr className="lc-table-group">
                <th scope="rowgroup" colSpan={columns.length}>
                  {lineWords(line)}
                </th>
              </tr>
              <StepRows steps={line.steps} line={line} onPick={onPick} />
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}
