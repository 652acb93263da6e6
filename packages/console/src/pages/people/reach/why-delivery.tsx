/** Why somebody got a broadcast or not, rule by rule. */
import { type Delivery, type Step, whyDelivery } from '@liuchi/server/contract/reach'
import { Drawer, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useBothWords } from '../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Mark } from '../../../parts/mark.tsx'
import type { Tone } from '../../../theme/states.ts'
import { OutcomeMark } from '../../reach/broadcasts/broadcast-state.tsx'

const WIDTH_PIXELS = 480
const tones: Readonly<Record<Step['result'], Tone>> = { passed: 'green', held: 'red', not_asked: 'grey', told: 'blue' }

export interface WhyDeliveryProps {
  readonly personId: string
  /** Undefined: closed. */
  readonly delivery: Pick<Delivery, 'broadcastId' | 'broadcast'> | undefined
  readonly onClose: () => void
}

export function WhyDelivery({ personId, delivery, onClose }: WhyDeliveryProps) {
  const { t } = useTranslation('reach')
  const wordsOf = useBothWords()
  const { data, error, isPending, refetch } = useRead(
    whyDelivery,
    { query: { personId, of: `broadcast:${delivery?.broadcastId ?? ''}` } },
    { enabled: delivery !== undefined },
  )
  return (
    <Drawer open={delivery !== undefined} title={delivery?.broadcast} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      <div className="lc-stack">
        <ErrorNotice error={error} onRetry={() => refetch()} />
        {isPending ? <Skeleton active /> : null}
        {data ? <p>{data.outcome === 'notInAudience' ? t('why.notInAudience') : <OutcomeMark outcome={data.outcome} />}</p> : null}
        <ol className="lc-lines">
          {data?.steps.map((step) => (
            <li key={step.rule} className="lc-line">
              <span className="lc-wide-words">{wordsOf(step.words)}</span>
              <Mark tone={tones[step.result]}>{t(`why.${step.result}`)}</Mark>
            </li>
          ))}
        </ol>
      </div>
    </Drawer>
  )
}
