/** Comparisons in words, the same for properties of events and for traits. */
import { useTranslation } from 'react-i18next'
import { CONDITION_OPS, type ConditionOp } from '../../../../parts/conditions.ts'

export function useOps(): { value: ConditionOp; label: string }[] {
  const { t } = useTranslation('events')
  return CONDITION_OPS.map((op) => ({ value: op, label: t(`condition.ops.${op}`) }))
}
