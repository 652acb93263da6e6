/** 昨天的结果: broadcasts, contacts, welcomes and orders of yesterday in the workspace's zone, beside the day before. */
import { readWecomDay } from '@liuchi/server/contract/channels/wecom/day'
import type { readOverview } from '@liuchi/server/contract/insights'
import { readReachDay } from '@liuchi/server/contract/reach/day'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useLanguage, useNumbers } from '../../i18n/formats.ts'
import { Comparison } from '../../pagekinds/figure/comparison.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { Section } from '../../parts/section.tsx'
import { type Paths, usePaths } from '../../paths.ts'

type Overview = ResponseOf<typeof readOverview>
type Broadcasts = ResponseOf<typeof readReachDay>
type Contacts = ResponseOf<typeof readWecomDay>

const REFRESH_MS = 5 * 60_000
/** Of them less is better. */
const BAD = ['expired', 'lostByCustomer', 'lostByStaff', 'welcomeFailed'] as const

interface Figure {
  readonly name: Broadcasts['figures'][number]['name'] | Contacts['figures'][number]['name'] | 'orders' | 'amount'
  readonly value: number
  readonly previous: number
  readonly countedAs: { readonly zh: string; readonly en: string }
  readonly currency?: string | undefined
  readonly href: string
}

function hrefOf(name: Exclude<Figure['name'], 'orders' | 'amount'>, day: string, paths: Paths): string {
  const eventsNamed = (event: string) => paths.explorer({ name: event, from: day, to: day })
  if (name === 'sent' || name === 'tapped' || name === 'expired') return paths.broadcasts()
  if (name === 'lostByCustomer') return eventsNamed('wecom_contact_deleted_by_customer')
  if (name === 'lostByStaff') return eventsNamed('wecom_contact_deleted_by_staff')
  if (name === 'welcomed' || name === 'welcomeFailed') return paths.welcomes()
  return eventsNamed('wecom_contact_added')
}

/** Of a workspace without a channel or orders, nothing but zeros: those are left out by groups. */
function isTold(figures: readonly Figure[]): boolean {
  return figures.some(({ value, previous }) => value !== 0 || previous !== 0)
}

function useGroups(overview: Overview | undefined): {
  day: string | undefined
  groups: readonly (readonly Figure[])[]
  isLoading: boolean
} {
  const paths = usePaths()
  const may = useMay()
  const options = { refreshWhile: () => REFRESH_MS }
  const broadcasts = useRead(readReachDay, { query: {} }, { ...options, enabled: may(readReachDay) })
  const contacts = useRead(readWecomDay, { query: {} }, { ...options, enabled: may(readWecomDay) })
  const linked = (answer: Broadcasts | Contacts | undefined): Figure[] =>
    (answer?.figures ?? []).map((figure) => ({ ...figure, href: hrefOf(figure.name, answer?.day ?? '', paths) }))
  const orders = (overview?.figures ?? []).flatMap(({ name, yesterday, countedAs, currency }): Figure[] =>
    name === 'orders' || name === 'amount' ? [{ name, ...yesterday, countedAs, currency, href: paths.event('buy') }] : [],
  )
  const all = linked(contacts.data)
  const isWelcome = ({ name }: Figure) => name === 'welcomed' || name === 'welcomeFailed'
  const groups = [linked(broadcasts.data), all.filter((figure) => !isWelcome(figure)), all.filter(isWelcome), orders]
  return {
    day: broadcasts.data?.day ?? contacts.data?.day,
    groups: groups.filter(isTold),
    isLoading: broadcasts.isLoading || contacts.isLoading,
  }
}

export interface YesterdayResultsProps {
  /** As of now. */
  readonly overview: Overview | undefined
}

export function YesterdayResults({ overview }: YesterdayResultsProps) {
  const { t } = useTranslation('today')
  const { day, groups, isLoading } = useGroups(overview)
  if (isLoading) return null
  return (
    <Section title={t('yesterday.title')} extra={day}>
      {groups.length === 0 ? <p className="lc-soft">{t('yesterday.none')}</p> : null}
      <div className="lc-stack">
        {groups.map((figures) => (
          <div key={figures[0]?.name} className="lc-grid">
            {figures.map((figure) => (
              <YesterdayFigure key={`${figure.name} ${figure.currency ?? ''}`} figure={figure} />
            ))}
          </div>
        ))}
      </div>
    </Section>
  )
}

function YesterdayFigure({ figure }: { readonly figure: Figure }) {
  const { t } = useTranslation('today')
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const numbers = useNumbers()
  const { name, value, previous, countedAs, currency, href } = figure
  const shown = name === 'amount' ? numbers.money(previous, currency) : numbers.count(previous)
  return (
    <FigureNumber
      title={t(`yesterday.${name}`)}
      value={value}
      {...(name === 'amount' ? { form: 'money' as const, currency } : {})}
      comparison={
        <Comparison
          value={value}
          before={previous}
          against={previous === 0 ? t('yesterday.againstNone') : t('yesterday.against', { shown })}
          lessIsBetter={BAD.some((bad) => bad === name)}
        />
      }
      how={countedAs[language]}
      href={href}
    />
  )
}
