/** A figure page of a workspace without events: says so, and leads to the first step. */
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'

export interface NoEventsYetProps {
  readonly title: string
  readonly lead: string
}

export function NoEventsYet({ title, lead }: NoEventsYetProps) {
  const { t } = useTranslation('events')
  const paths = usePaths()
  return (
    <>
      <PageHead title={title} lead={lead} />
      <Section>
        <EmptyState
          title={t('empty')}
          text={t('emptyText')}
          action={
            <Link to={paths.newImport()}>
              <Button type="primary">{t('import')}</Button>
            </Link>
          }
        />
      </Section>
    </>
  )
}
