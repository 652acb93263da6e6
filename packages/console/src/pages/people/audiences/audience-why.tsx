/** Why one person is in an audience or not: pick somebody, see each part of the rule. */
import { type Audience, whyAudience } from '@liuchi/server/contract/audience'
import { Alert, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { PersonSelect } from '../../../parts/person-select.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { WhyTree } from './why-tree.tsx'

const PERSON_KEY = 'person'

export function AudienceWhy({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const [params, setParams] = useSearchParams()
  const personId = params.get(PERSON_KEY) ?? ''
  const choose = (id: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        next.set(PERSON_KEY, id)
        return next
      },
      { replace: true },
    )
  return (
    <Section title={t('why.title')}>
      <div className="lc-stack">
        <PersonSelect label={t('why.person')} value={personId} onChange={choose} />
        {personId === '' ? <span className="lc-soft">{t('why.lead')}</span> : <Answer audience={audience} personId={personId} />}
      </div>
    </Section>
  )
}

function Answer({ audience, personId }: { readonly audience: Audience; readonly personId: string }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const { data, error, refetch } = useRead(whyAudience, { params: { id: audience.id }, query: { personId } })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return <Skeleton active title={false} />
  const differs = data.rule !== null && data.rule.holds !== data.isMember
  return (
    <div className="lc-stack">
      <p>
        <strong>{t(data.isMember ? 'why.isIn' : 'why.isOut')}</strong>{' '}
        {data.enteredAt ? (
          <span className="lc-soft">
            {t('column.enteredAt')} <Moment at={data.enteredAt} />
          </span>
        ) : null}{' '}
        <Link to={paths.person(personId)}>{t('why.open')}</Link>
      </p>
      {differs ? <Alert type="info" showIcon title={t(audience.kind === 'live' ? 'why.liveDiffers' : 'why.staticDiffers')} /> : null}
      {data.rule ? <WhyTree why={data.rule} /> : <span className="lc-soft">{t('withoutRule')}</span>}
    </div>
  )
}
