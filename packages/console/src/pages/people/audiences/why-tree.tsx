/** Why a rule holds for somebody or does not: its parts with a tick or a cross, and what was found. */
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import type { Why } from '@liuchi/server/contract/audience'
import { useTranslation } from 'react-i18next'
import { useBothWords } from '../../../parts/consent-words.ts'

export interface WhyTreeProps {
  readonly why: Why
  /** What stands below a negation is neither good nor bad by itself. */
  readonly isNegated?: boolean
}

/** A negation is the part with one part below it that says the opposite. */
function isNegation({ holds, children }: Why): boolean {
  return children?.length === 1 && children[0]?.holds !== holds
}

export function WhyTree({ why, isNegated = false }: WhyTreeProps) {
  const { t } = useTranslation('audiences')
  const wordsOf = useBothWords()
  const Sign = why.holds ? CheckCircleFilled : CloseCircleFilled
  const tone = isNegated ? 'lc-soft' : why.holds ? 'lc-change-good' : 'lc-change-bad'
  return (
    <div>
      <div className="lc-why-line">
        <Sign className={tone} aria-label={t(why.holds ? 'why.holds' : 'why.not')} />
        <span className="lc-stack" style={{ gap: 2 }}>
          <span>{wordsOf(why.words)}</span>
          {why.found ? <span className="lc-soft lc-small">{t('why.found', { words: wordsOf(why.found) })}</span> : null}
        </span>
      </div>
      {why.children?.length ? (
        <div className="lc-why">
          {why.children.map((below, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a rule have no identity but their place
            <WhyTree key={index} why={below} isNegated={isNegated || isNegation(why)} />
          ))}
        </div>
      ) : null}
    </div>
  )
}
