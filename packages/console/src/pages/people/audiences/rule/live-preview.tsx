/** Beside a rule: how many people it is now, the rule in plain words, and some of the people. */
import type { previewAudience } from '@liuchi/server/contract/audience'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../../../i18n/formats.ts'
import { useBothWords } from '../../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../../parts/error-notice.tsx'
import { PersonLine } from '../../../../parts/person-line.tsx'
import { Section } from '../../../../parts/section.tsx'
import type { Preview } from './use-preview.ts'

type Answer = ResponseOf<typeof previewAudience>

export interface LivePreviewProps {
  readonly preview: Preview
  /** Nothing was chosen yet. */
  readonly isEmpty: boolean
}

export function LivePreview({ preview, isEmpty }: LivePreviewProps) {
  const { t } = useTranslation('audiences')
  const { problems, data, error } = preview
  if (isEmpty) return <p className="lc-soft">{t('preview.empty')}</p>
  return (
    <>
      {problems.size > 0 ? (
        <p className="lc-soft" role="status">
          {t('preview.unfinished', { count: problems.size })}
        </p>
      ) : null}
      <ErrorNotice error={error} onRetry={() => preview.refetch()} />
      {data ? <Counted answer={data} isBehind={preview.isBehind || problems.size > 0} /> : null}
      {!data && !error && preview.isReady ? <Spin aria-label={t('preview.counting')} /> : null}
    </>
  )
}

function Counted({ answer, isBehind }: { readonly answer: Answer; readonly isBehind: boolean }) {
  const { t } = useTranslation('audiences')
  const numbers = useNumbers()
  const times = useTimes()
  const wordsOf = useBothWords()
  const { count, total } = answer
  return (
    <div className="lc-stack" aria-busy={isBehind} style={{ opacity: isBehind ? 0.55 : 1 }}>
      <p className="lc-sentence">{wordsOf(answer.explanation)}</p>
      <div className="lc-card lc-card-body lc-stack" style={{ gap: 4 }}>
        <span className="lc-figure-value" title={numbers.exact(count)}>
          {numbers.count(count)}
          <span className="lc-figure-unit">{t('people', { count })}</span>
        </span>
        <span className="lc-soft lc-small">
          {t('preview.share', { share: numbers.percent(total === 0 ? 0 : count / total), total: numbers.count(total) })}
        </span>
        <span className="lc-soft lc-small">{t('preview.at', { at: times.clock(answer.computedAt) })}</span>
        {answer.upToDate ? null : <span className="lc-small lc-rule-problem">{t('preview.behind')}</span>}
      </div>
      {answer.sample.length > 0 ? (
        <Section title={t('preview.sample')}>
          <ul className="lc-people">
            {answer.sample.map((id) => (
              <PersonLine key={id} id={id} />
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}
