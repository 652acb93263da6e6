/** One suggestion: a line while it waits, opened with both people side by side and the two answers when it is its turn. */
import type { DuplicateSuggestion } from '@liuchi/server/contract/identity/duplicates'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Moment } from '../../parts/moment.tsx'
import { useIsPhone } from '../../parts/screen-width.ts'
import { StateTag } from '../../parts/state-tag.tsx'
import { DuplicatesCompare } from './duplicates-compare.tsx'
import { ScoreMark, useDuplicateName } from './duplicates-words.tsx'

export type Decision = 'same' | 'different'

export interface DuplicatesCardProps {
  readonly one: DuplicateSuggestion
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onDecide: (decision: Decision) => void
  readonly isBusy: boolean
  /** Why it cannot be decided now. */
  readonly whyNot: string | undefined
}

function Outcome({ one }: { readonly one: DuplicateSuggestion }) {
  const { t } = useTranslation('duplicates')
  if (one.state === 'open') return null
  return (
    <span className="lc-row">
      <StateTag state={one.state === 'same' ? 'live' : 'ended'}>{t(`state.${one.state}`)}</StateTag>
      <span className="lc-soft lc-small">
        {one.decidedBy} · <Moment at={one.decidedAt} ago />
      </span>
    </span>
  )
}

function Answers({ onDecide, isBusy, whyNot }: Pick<DuplicatesCardProps, 'onDecide' | 'isBusy' | 'whyNot'>) {
  const { t } = useTranslation('duplicates')
  const isPhone = useIsPhone()
  const shared = { disabled: isBusy || whyNot !== undefined, title: whyNot }
  return (
    <div className="lc-actions">
      <Button type="primary" {...shared} onClick={() => onDecide('same')}>
        {t('same')} {isPhone ? null : <kbd className="lc-key">y</kbd>}
      </Button>
      <Button {...shared} onClick={() => onDecide('different')}>
        {t('different')} {isPhone ? null : <kbd className="lc-key">n</kbd>}
      </Button>
    </div>
  )
}

export function DuplicatesCard(props: DuplicatesCardProps) {
  const { one, isOpen, onOpen } = props
  const { t } = useTranslation('duplicates')
  const nameOf = useDuplicateName()
  const place = useRef<HTMLLIElement>(null)
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    // Not the one that is open from the start: the page begins at its head.
    if (isOpen && !wasOpen.current) place.current?.scrollIntoView({ block: 'nearest' })
    wasOpen.current = isOpen
  }, [isOpen])
  const pair = t('pair', { a: nameOf(one.persons[0]), b: nameOf(one.persons[1]) })
  return (
    <li ref={place} className={isOpen ? 'lc-pair lc-pair-open' : 'lc-pair'} aria-current={isOpen ? 'true' : undefined}>
      <button type="button" className="lc-pair-head" aria-expanded={isOpen} onClick={onOpen}>
        <strong>{pair}</strong>
        <ScoreMark score={one.score} />
        <Outcome one={one} />
      </button>
      {isOpen ? (
        <div className="lc-stack lc-pair-body">
          <DuplicatesCompare one={one} />
          <span className="lc-row" style={{ justifyContent: 'space-between' }}>
            {one.state === 'open' ? <Answers {...props} /> : <span />}
            <span className="lc-soft lc-small">
              {t('found')} <Moment at={one.foundAt} ago />
            </span>
          </span>
        </div>
      ) : null}
    </li>
  )
}
