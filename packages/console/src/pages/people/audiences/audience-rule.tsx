/** What the rule of an audience says, what stands on it, and the rule as JSON for whoever calls the interface. */
import type { Audience } from '@liuchi/server/contract/audience'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../../parts/code-block.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { Section } from '../../../parts/section.tsx'
import { type Use, UsedBy } from './used-by.tsx'

export interface AudienceRuleProps {
  readonly audience: Audience & {
    readonly usedBy: readonly Use[]
  }
}

export function AudienceRule({ audience }: AudienceRuleProps) {
  const { t } = useTranslation('audiences')
  const wordsOf = useBothWords()
  const { rule, explanation, usedBy, kind } = audience
  return (
    <div className="lc-columns lc-columns-top">
      <Section title={t('ruleInWords')}>
        <div className="lc-stack">
          <p className="lc-sentence">{explanation ? wordsOf(explanation) : t('named')}</p>
          <span className="lc-soft">{t(`kind.${kind}Text`)}</span>
          {usedBy.length > 0 ? (
            <span>
              {t('inUse')} <UsedBy uses={usedBy} />
            </span>
          ) : null}
        </div>
      </Section>
      {rule === null ? null : (
        <Section title={t('ruleAsJson')}>
          <CodeBlock text={JSON.stringify(rule, null, 2)} />
        </Section>
      )}
    </div>
  )
}
