/** R × F as a heat map that is a real table: R up, F to the right, each cell how many and how much, and a button to its people. */
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import type { NumberFormats } from '../../../i18n/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { useAppearance } from '../../../theme/appearance.tsx'
import { heatOf } from '../../../theme/chart-colours.ts'
import type { PickPeople, RfmAnswer } from './rfm-result.tsx'

const HEAD_WIDTH_PIXELS = 124

type Colour = 'people' | 'amount'
type Cell = RfmAnswer['cells'][number]
type Line = RfmAnswer['distribution']['r'][number]

export interface RfmGridProps {
  readonly answer: RfmAnswer
  readonly onPick: PickPeople
}

export function RfmGrid({ answer, onPick }: RfmGridProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const [colour, paint] = useState<Colour>('people')
  const { r, f } = answer.distribution
  return (
    <Section
      title={t('rfm.grid')}
      extra={
        <Segmented
          size="small"
          aria-label={t('rfm.colour')}
          options={(['people', 'amount'] as const).map((value) => ({ value, label: t(`rfm.colours.${value}`) }))}
          value={colour}
          onChange={paint}
        />
      }
    >
      <p className="lc-soft" style={{ marginBottom: 12 }}>
        {t('rfm.gridSentence')}
      </p>
      <div className="lc-scroll-x">
        <table className="lc-heat" style={{ width: '100%', tableLayout: 'fixed', minWidth: 520 }}>
          <tbody>
            {r.toReversed().map((line) => (
              <GridRow key={line.score} line={line} answer={answer} colour={colour} onPick={onPick} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" />
              {f.map((line) => (
                <th key={line.score} scope="col" style={{ textAlign: 'center' }}>
                  F{line.score}
                  <br />
                  <span className="lc-small">{t('rfm.times', { count: line.most ?? 0, range: rangeText(line, numbers) })}</span>
                </th>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </Section>
  )
}

/** `31–60`, `1`, `–`. */
function rangeText({ least, most }: Line, numbers: NumberFormats): string {
  return least === most ? numbers.count(least) : `${numbers.count(least)}–${numbers.count(most)}`
}

interface GridRowProps extends RfmGridProps {
  readonly line: Line
  readonly colour: Colour
}

function GridRow({ line, answer, colour, onPick }: GridRowProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const peak = Math.max(1, ...answer.cells.map((cell) => cell[colour]))
  const cells = answer.cells.filter(({ r }) => r === line.score)
  return (
    <tr>
      <th scope="row" style={{ width: HEAD_WIDTH_PIXELS }}>
        R{line.score}
        <br />
        <span className="lc-small">{t('rfm.days', { count: line.most ?? 0, range: rangeText(line, numbers) })}</span>
      </th>
      {cells.map((cell) => (
        <td key={cell.f}>
          <GridCell cell={cell} currency={answer.currency} share={cell[colour] / peak} onPick={onPick} />
        </td>
      ))}
    </tr>
  )
}

interface GridCellProps {
  readonly cell: Cell
  readonly currency: string | null
  readonly share: number
  readonly onPick: PickPeople
}

function GridCell({ cell: { r, f, people, amount }, currency, share, onPick }: GridCellProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const appearance = useAppearance()
  if (people === 0)
    return (
      <span className="lc-soft" title={t('rfm.nobody')}>
        –
      </span>
    )
  const money = numbers.money(amount, currency ?? undefined)
  const words = t('rfm.cell', { r, f, people: numbers.exact(people), amount: money })
  return (
    <button
      type="button"
      style={heatOf(share, appearance)}
      title={words}
      aria-label={words}
      onClick={() => onPick(t('rfm.cellTitle', { r, f }), people, { r, f })}
    >
      {numbers.count(people)}
      <br />
      <span className="lc-small">{money}</span>
    </button>
  )
}
