/** The figures of the lifecycle: stages against the period before, the flow, value stages, intent and relation. */
import { readLifecycle, readLifecyclePeople } from '@liuchi/server/contract/insights/tiers'
import type { BodyInputOf, ResponseOf } from '@liuchi/server/platform/contract'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { shiftDay } from '../../../i18n/times.ts'
import { HowCounted } from '../../../pagekinds/figure/how-counted.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../../pagekinds/figure/people-drawer.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import type { PeriodUnit } from './lifecycle-draft.ts'
import { StageFigures } from './stage-figures.tsx'
import { StageFlow } from './stage-flow.tsx'
import { OtherTiers, ValueTable } from './value-tables.tsx'

export type LifecycleAnswer = ResponseOf<typeof readLifecycle>
type Which = Omit<BodyInputOf<typeof readLifecyclePeople>, 'asOf' | 'unit' | 'periods' | 'rule' | 'limit' | 'cursor'>
export type PickPeople = (title: string, total: number, which: Which) => void

export interface LifecycleResultProps {
  /** Last day that counts. */
  readonly asOfDay: string
  readonly unit: PeriodUnit
  readonly periods: number
}

export function LifecycleResult({ asOfDay, unit, periods }: LifecycleResultProps) {
  const { t } = useTranslation('tiers')
  const wordsOf = useBothWords()
  const body = { asOf: shiftDay(asOfDay, 1), unit, periods }
  const query = useRead(readLifecycle, { body }, { keepPrevious: true })
  const [people, open] = useState<PeopleBehind>()
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 10 }} />
  const answer = query.data
  if (answer.people === 0) return <EmptyState title={t('lifecycle.empty')} text={t('lifecycle.emptyText')} />
  const pick: PickPeople = (title, total, which) => open({ title, total, endpoint: readLifecyclePeople, body: { ...body, ...which } })
  return (
    <div className="lc-stack" style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <StageFigures answer={answer} unit={unit} onPick={pick} />
      <StageFlow answer={answer} onPick={pick} />
      <ValueTable answer={answer} asOf={body.asOf} onPick={pick} />
      <OtherTiers answer={answer} onPick={pick} />
      <HowCounted source={answer.source}>{wordsOf(answer.countedAs)}</HowCounted>
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </div>
  )
}
