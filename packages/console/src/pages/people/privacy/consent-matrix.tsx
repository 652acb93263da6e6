/** Purpose by channel: what the person said, since when, from where, with or without proof. A cell opens the form. */
import { PaperClipOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../i18n/formats.ts'
import { useBothWords, useConsentSource } from '../../../parts/consent-words.ts'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'
import type { CellState, ConsentCell, ConsentGrid } from './consent-grid.ts'

const states: Readonly<Record<Exclude<CellState, 'notUsed'>, ThingState>> = {
  granted: 'live',
  withdrawn: 'refused',
  never: 'draft',
  free: 'ended',
}

export interface ConsentMatrixProps {
  readonly grid: ConsentGrid
  /** Undefined: it may not be changed. */
  readonly onChoose: ((cell: ConsentCell) => void) | undefined
}

interface CellProps {
  readonly cell: ConsentCell
  readonly purposeName: string
  readonly onChoose: ConsentMatrixProps['onChoose']
}

/** Since when, from where, and whether there is a proof. */
function CellNote({ cell }: Pick<CellProps, 'cell'>) {
  const { t } = useTranslation('privacy')
  const times = useTimes()
  const sourceOf = useConsentSource()
  const { entry } = cell
  if (!entry) return null
  return (
    <span className="lc-soft lc-small lc-consent-note" title={times.moment(entry.since)}>
      <span>{times.day(entry.since)}</span>
      <span>
        {cell.isViaAll ? t('consents.viaAll') : sourceOf(entry.source)}{' '}
        {entry.hasProof ? <PaperClipOutlined aria-label={t('consents.hasProof')} title={t('consents.hasProof')} /> : null}
      </span>
    </span>
  )
}

function Cell({ cell, purposeName, onChoose }: CellProps) {
  const { t } = useTranslation('privacy')
  if (cell.state === 'notUsed')
    return (
      <span className="lc-soft" title={t('consents.notUsed')}>
        –
      </span>
    )
  const words = t(`consents.state.${cell.state}`)
  const inside = (
    <>
      <StateTag state={states[cell.state]}>{words}</StateTag>
      <CellNote cell={cell} />
    </>
  )
  const hinted = cell.state === 'free' ? <Tooltip title={t('consents.freeHint')}>{inside}</Tooltip> : inside
  if (!onChoose) return <span className="lc-consent">{hinted}</span>
  return (
    <button
      type="button"
      className="lc-consent"
      aria-label={t('consents.cell', { purpose: purposeName, channel: t(`channel.${cell.channel}`), state: words })}
      onClick={() => onChoose(cell)}
    >
      {inside}
    </button>
  )
}

/** On a phone only what was said, and the channel that stands for all: the others are silent as it is. */
function isWorthALine({ channel, entry, isViaAll }: ConsentCell): boolean {
  return channel === 'all' || (entry !== undefined && !isViaAll)
}

function PhoneMatrix({ grid, onChoose }: ConsentMatrixProps) {
  const { t } = useTranslation('privacy')
  const wordsOf = useBothWords()
  return (
    <ul className="lc-stack">
      {grid.rows.map(({ purpose, cells }) => (
        <li key={purpose.name} className="lc-stack" style={{ gap: 6 }}>
          <strong>{wordsOf(purpose.words)}</strong>
          {cells.filter(isWorthALine).map((cell) => (
            <div key={cell.channel} className="lc-consent-line">
              <span className="lc-soft">{t(`channel.${cell.channel}`)}</span>
              <Cell cell={cell} purposeName={wordsOf(purpose.words)} onChoose={onChoose} />
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}

export function ConsentMatrix({ grid, onChoose }: ConsentMatrixProps) {
  const { t } = useTranslation('privacy')
  const wordsOf = useBothWords()
  if (useIsPhone()) return <PhoneMatrix grid={grid} onChoose={onChoose} />
  return (
    <div className="lc-scroll-x">
      <table className="lc-consents" aria-label={t('consents.now')}>
        <thead>
          <tr>
            <th scope="col">{t('consents.purpose')}</th>
            {grid.channels.map((channel) => (
              <th key={channel} scope="col">
                {t(`channel.${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map(({ purpose, cells }) => (
            <tr key={purpose.name}>
              <th scope="row">
                {wordsOf(purpose.words)}
                <span className="lc-soft lc-small lc-compare-note">{t(`purposes.legal.${purpose.legalBasis}`)}</span>
              </th>
              {cells.map((cell) => (
                <td key={cell.channel}>
                  <Cell cell={cell} purposeName={wordsOf(purpose.words)} onChoose={onChoose} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
