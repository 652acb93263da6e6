/** The audiences a person is in. */
import { personAudiences } from '@liuchi/server/contract/audience'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'

export function PersonAudiences({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const may = useMay()(personAudiences)
  const { data, error, refetch } = useRead(personAudiences, { params: { id: personId } }, { enabled: may })
  if (!may) return null
  return (
    <Section title={t('title')} flush>
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {!data && !error ? <Skeleton active title={false} style={{ padding: 20 }} /> : null}
      {data?.items.length === 0 ? <p className="lc-card-body lc-soft">{t('person.none')}</p> : null}
      <ul className="lc-lines lc-lines-inset">
        {data?.items.map(({ id, name, kind, enteredAt }) => (
          <li key={id} className="lc-line">
            <div className="lc-stack" style={{ gap: 2 }}>
              <Link to={paths.audience(id)}>{name}</Link>
              {enteredAt ? (
                <span className="lc-soft lc-small">
                  {t('column.enteredAt')} <Moment at={enteredAt} ago />
                </span>
              ) : null}
            </div>
            <span className="lc-row" style={{ gap: 8 }}>
              <Mark tone={kind === 'live' ? 'green' : 'blueGrey'}>{t(`kind.${kind}`)}</Mark>
              <Link to={`${paths.audience(id, 'why')}&person=${personId}`} className="lc-small">
                {t('person.why')}
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
