/** 客户 · audiences: one of them. How many people it is, what its rule says, who they are, why somebody is in. */
import { archiveAudience, changeAudience, readAudience, refreshAudience } from '@liuchi/server/contract/audience'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { CallError } from '../../../api/call-error.ts'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { DetailPage, type DetailTab } from '../../../pagekinds/detail/detail-page.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { useErrorWords } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'
import { usePaths } from '../../../paths.ts'
import { MarkPeople } from '../tags/mark-people.tsx'
import { AudienceFigures } from './audience-figures.tsx'
import { AudienceMembers } from './audience-members.tsx'
import { AudienceRule } from './audience-rule.tsx'
import { AudienceState } from './audience-state.tsx'
import { AudienceWhy } from './audience-why.tsx'
import { ExportAudience } from './export-audience.tsx'

const FOLLOW_REFRESH_MS = 10_000
const STALE = ['audiences.']

export function AudiencePage() {
  const id = useParams().id ?? ''
  return <OneAudience key={id} id={id} />
}

type AudienceRead = ResponseOf<typeof readAudience>

function useTabs(audience: AudienceRead | undefined): DetailTab[] {
  const { t } = useTranslation('audiences')
  if (!audience) return []
  return [
    { key: 'members', label: t('tab.members'), content: <AudienceMembers audience={audience} /> },
    { key: 'rule', label: t('tab.rule'), content: <AudienceRule audience={audience} /> },
    { key: 'why', label: t('tab.why'), content: <AudienceWhy audience={audience} /> },
  ]
}

function Actions({ audience }: { readonly audience: AudienceRead }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const whyNot = useWhyNot()
  const archive = useWrite(archiveAudience, { stale: STALE })
  const { id, name, usedBy, archivedAt } = audience
  const used = usedBy.length > 0 ? t('archive.used', { names: usedBy.map((one) => one.name).join(t('combine.and')) }) : undefined
  return (
    <>
      <ExportAudience audience={audience} />
      <MarkPeople audience={audience} />
      {archivedAt === null ? (
        <ConfirmButton
          label={t('archive.label')}
          question={t('archive.question', { name })}
          consequence={t('archive.consequence')}
          done={t('archive.done')}
          whyNot={whyNot(archiveAudience) ?? used}
          run={() => archive.mutateAsync({ params: { id } }).then(() => navigate(paths.audiences()))}
        />
      ) : null}
    </>
  )
}

function OneAudience({ id }: { readonly id: string }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { message } = App.useApp()
  const errorWords = useErrorWords()
  const whyNot = useWhyNot()
  const query = useRead(readAudience, { params: { id } }, { refreshWhile: ({ kind }) => (kind === 'live' ? FOLLOW_REFRESH_MS : false) })
  const audience = query.data
  const refresh = useWrite(refreshAudience, { stale: STALE })
  const job = useJob(
    audience?.jobId ?? undefined,
    () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => String(name).startsWith('audiences.') }),
  )
  const isComputing = audience?.state === 'computing'
  const tabs = useTabs(audience)
  const withoutRule = audience?.rule === null ? t('withoutRule') : undefined
  const archived = audience?.archivedAt ? t('state.archived') : undefined
  const compute = () =>
    refresh.mutate({ params: { id } }, { onError: (error) => error instanceof CallError && void message.error(errorWords(error)) })
  return (
    <DetailPage
      title={audience?.name ?? t('number', { id })}
      back={{ label: t('title'), href: paths.audiences() }}
      query={query}
      state={audience ? <AudienceState audience={audience} /> : null}
      lead={audience?.description}
      notice={isComputing && (job === undefined || isJobUnderWay(job)) ? <JobProgress job={job} label={t('state.computing')} /> : null}
      figures={audience ? <AudienceFigures audience={audience} /> : null}
      tabs={tabs}
      actions={
        audience
          ? [
              {
                key: 'edit',
                label: t('editRule'),
                primary: true,
                onClick: () => navigate(paths.editAudience(id)),
                whyNot: whyNot(changeAudience) ?? archived ?? withoutRule,
              },
              ...(audience.kind === 'static'
                ? [{ key: 'refresh', label: t('refresh'), onClick: compute, whyNot: whyNot(refreshAudience) ?? archived ?? withoutRule }]
                : []),
            ]
          : []
      }
      extraActions={audience ? <Actions audience={audience} /> : null}
    />
  )
}
