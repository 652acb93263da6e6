/** Who must not become one person with this one, until somebody lifts it. */
import { type Apart, liftApart, listApart } from '@liuchi/server/contract/identity/links'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { IdentifierPair } from './identifier-tag.tsx'
import { useIdentityWords } from './identity-words.ts'
import { IDENTITY_STALE } from './stale.ts'

export function PersonApart({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('people')
  const query = usePages(listApart, { params: { id: personId } })
  return (
    <Section title={t('apart.title')}>
      {query.isPending ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {!query.isPending && !query.error && query.items.length === 0 ? <span className="lc-soft">{t('apart.none')}</span> : null}
      <ul className="lc-lines">
        {query.items.map((apart) => (
          <ApartLine key={apart.id} apart={apart} personId={personId} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </Section>
  )
}

function ApartLine({ apart, personId }: { readonly apart: Apart; readonly personId: string }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const whyNot = useWhyNot()
  const identityWords = useIdentityWords()
  const lift = useWrite(liftApart, { stale: IDENTITY_STALE })
  const other = apart.persons.find((id) => id !== personId) ?? personId
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 4 }}>
        <Link to={paths.person(other)}>{t('number', { id: other })}</Link>
        <IdentifierPair identifiers={apart.identifiers} />
        <span className="lc-soft lc-small">
          <Moment at={apart.at} /> · {identityWords.origin(apart)}
        </span>
      </div>
      <ConfirmButton
        size="small"
        label={t('apart.lift')}
        question={t('apart.liftQuestion', { id: other })}
        consequence={t('apart.liftConsequence')}
        done={t('apart.liftDone')}
        whyNot={whyNot(liftApart)}
        run={() => lift.mutateAsync({ params: { id: apart.id } })}
      />
    </li>
  )
}
