/** Whom a rule is for, in a few words. */
import type { WelcomeRule } from '@liuchi/server/contract/channels/wecom/welcome'
import { useTranslation } from 'react-i18next'
import { useStaffName } from '../../settings/channels/use-staff.ts'

const MAX_NAMED = 3
const WORKDAYS = '1,2,3,4,5'
const WEEKEND = '6,7'
const ALL_DAYS = 7

type Scope = Pick<WelcomeRule, 'channelStates' | 'userIds' | 'hours'>

export function useHoursWords(): (hours: Scope['hours'][number]) => string {
  const { t } = useTranslation('welcome')
  return ({ days, from, to }) => {
    const sorted = days.toSorted((a, b) => a - b)
    const text = sorted.join(',')
    const named =
      sorted.length === ALL_DAYS
        ? t('days.all')
        : text === WORKDAYS
          ? t('days.work')
          : text === WEEKEND
            ? t('days.weekend')
            : sorted.map((day) => t(`day.${day as 1}`)).join(t('comma'))
    return t('hoursOf', { days: named, from, to: to < from ? t('nextDay', { to }) : to })
  }
}

export function useScopeWords(corpId: string): (rule: Scope) => string {
  const { t } = useTranslation('welcome')
  const staffName = useStaffName(corpId)
  const hoursWords = useHoursWords()
  const named = (values: readonly string[]) => {
    const rest = values.length - MAX_NAMED
    return values.slice(0, MAX_NAMED).join(t('comma')) + (rest > 0 ? t('andMore', { total: values.length }) : '')
  }
  return ({ channelStates, userIds, hours }) => {
    const parts = [
      ...(channelStates.length > 0 ? [t('scope.codes', { codes: named(channelStates) })] : []),
      ...(userIds.length > 0 ? [t('scope.staff', { staff: named(userIds.map(staffName)) })] : []),
      ...(hours.length > 0 ? [hours.map(hoursWords).join(t('or'))] : []),
    ]
    return parts.length === 0 ? t('scope.all') : parts.join(' · ')
  }
}
