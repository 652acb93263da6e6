/** What works of a connection and what does not, with what to do about it. */
import { type CheckItem, checkWecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useLanguage, useTimes } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'

const states: Readonly<Record<CheckItem['state'], ThingState>> = { ok: 'live', warning: 'paused', wrong: 'refused' }
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g

/** What is to be mended comes first. */
const order: readonly CheckItem['state'][] = ['wrong', 'warning', 'ok']

export function CorpCheck({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const { data, error, isFetching, refetch } = useRead(checkWecomCorp, { params: { corpId } })
  const sorted = data?.items.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state)) ?? []
  return (
    <Section
      title={t('check.title')}
      extra={
        <Button size="small" loading={isFetching} onClick={() => refetch()}>
          {t('check.again')}
        </Button>
      }
    >
      <div className="lc-stack" aria-busy={isFetching}>
        <ErrorNotice error={error} onRetry={() => refetch()} />
        {data ? <Summary items={sorted} checkedAt={data.checkedAt} /> : null}
        {!data && !error ? <Skeleton active title={false} paragraph={{ rows: 6 }} aria-label={t('check.running')} /> : null}
        <ul className="lc-lines">
          {sorted.map((item) => (
            <CheckLine key={item.id} item={item} />
          ))}
        </ul>
      </div>
    </Section>
  )
}

function Summary({ items, checkedAt }: { readonly items: readonly CheckItem[]; readonly checkedAt: string }) {
  const { t } = useTranslation('channels')
  const count = items.filter(({ state }) => state !== 'ok').length
  return (
    <p role="status">
      <strong>{count === 0 ? t('check.allWell', { shown: items.length }) : t('check.toMend', { count, shown: count })}</strong>{' '}
      <span className="lc-soft lc-small">
        {t('check.checkedAt')} <Moment at={checkedAt} ago />
      </span>
    </p>
  )
}

function CheckLine({ item }: { readonly item: CheckItem }) {
  const { t } = useTranslation('channels')
  const times = useTimes()
  const language = useLanguage()
  const says = (words: CheckItem['words']) => (language === 'en' ? words.en : words.zh).replaceAll(INSTANT, (at) => times.moment(at))
  return (
    <li className="lc-line">
      <div className="lc-stack lc-wide-words" style={{ gap: 2 }}>
        <strong>{t(`check.id.${item.id}`)}</strong>
        <span>{says(item.words)}</span>
        {item.mend ? (
          <span className="lc-soft">
            {t('check.mend')} {says(item.mend)}
          </span>
        ) : null}
      </div>
      <StateTag state={states[item.state]}>{t(`check.state.${item.state}`)}</StateTag>
    </li>
  )
}
