/** 通知: what has happened in the background since somebody last looked; nothing when all is put away. */
import { CheckCircleFilled, CloseOutlined, WarningFilled } from '@ant-design/icons'
import { getImport } from '@liuchi/server/contract/events/imports'
import { dismissNotice, listNotices } from '@liuchi/server/contract/insights'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useWrite } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { useErrorWords } from '../../parts/error-notice.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'

type Notice = ResponseOf<typeof listNotices>['items'][number]

const PAGE_SIZE = 5
const REFRESH_MS = 10_000

type ImportNotice = Extract<Notice, { payload: { importId: string } }>
type CrowdedNotice = Exclude<Notice, ImportNotice>

function isAboutImport(notice: Notice): notice is ImportNotice {
  return notice.kind !== 'identity.person_crowded'
}

function useRowWords(): (notice: ImportNotice) => readonly string[] {
  const { t } = useTranslation('today')
  const numbers = useNumbers()
  return ({ kind, payload: { rowsStored, rowsDuplicate, rowsRejected } }) => {
    const rows = (count: number) => ({ count, shown: numbers.count(count) })
    return [
      ...(kind === 'events.import_finished' || rowsStored > 0 ? [t('notice.stored', rows(rowsStored))] : []),
      ...(rowsDuplicate > 0 ? [t('notice.duplicate', rows(rowsDuplicate))] : []),
      ...(rowsRejected > 0 ? [t('notice.rejected', rows(rowsRejected))] : []),
    ]
  }
}

function ImportText({ notice }: { readonly notice: ImportNotice }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const mayOpen = useMay()(getImport)
  const rowWords = useRowWords()
  const { importId, fileName } = notice.payload
  return (
    <>
      {notice.kind === 'events.import_finished' ? (
        <CheckCircleFilled className="lc-change-good" aria-hidden />
      ) : (
        <WarningFilled style={{ color: 'var(--lc-warn)' }} aria-hidden />
      )}{' '}
      {t(`notice.${notice.kind}`)} {mayOpen ? <Link to={paths.oneImport(importId)}>{fileName}</Link> : fileName}
      <span className="lc-soft">{rowWords(notice).map((words) => ` · ${words}`)}</span>
    </>
  )
}

function CrowdedText({ notice }: { readonly notice: CrowdedNotice }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const numbers = useNumbers()
  const { personId, identifiers } = notice.payload
  return (
    <>
      <WarningFilled style={{ color: 'var(--lc-warn)' }} aria-hidden /> {t(`notice.${notice.kind}`)}{' '}
      <Link to={paths.person(personId, 'graph')}>{t('notice.person', { id: personId })}</Link>
      <span className="lc-soft"> · {t('notice.identifiers', { shown: numbers.count(identifiers) })}</span>
    </>
  )
}

function NoticeText({ notice }: { readonly notice: Notice }) {
  return (
    <span style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
      {isAboutImport(notice) ? <ImportText notice={notice} /> : <CrowdedText notice={notice} />}
      <span className="lc-soft">
        {' · '}
        <Moment at={notice.raisedAt} ago />
      </span>
    </span>
  )
}

export function Notices() {
  const { t } = useTranslation('today')
  const { message } = App.useApp()
  const wordsOf = useErrorWords()
  const may = useMay()(listNotices)
  const query = usePages(listNotices, { query: { limit: PAGE_SIZE } }, { enabled: may, refreshWhile: () => REFRESH_MS })
  const dismiss = useWrite(dismissNotice, { stale: [listNotices.name] })
  // The open ones come first, so one that is not ends them.
  const open = query.items.filter(({ dismissedAt }) => dismissedAt === null)
  if (open.length === 0) return null
  const putAway = (id: string) => dismiss.mutate({ params: { id } }, { onError: (error) => void message.error(wordsOf(error)) })
  return (
    <Section title={t('notice.title')}>
      <ul className="lc-stack" style={{ gap: 4 }}>
        {open.map((notice) => (
          <li key={notice.id} style={{ display: 'flex', gap: 8, alignItems: 'baseline' }}>
            <NoticeText notice={notice} />
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              title={t('notice.dismiss')}
              aria-label={`${t('notice.dismiss')} ${isAboutImport(notice) ? notice.payload.fileName : t('notice.person', { id: notice.payload.personId })}`}
              loading={dismiss.isPending && dismiss.variables.params.id === notice.id}
              onClick={() => putAway(notice.id)}
            />
          </li>
        ))}
      </ul>
      {query.hasNextPage && open.length === query.items.length ? (
        <button
          type="button"
          className="lc-link-button"
          style={{ marginTop: 8 }}
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('notice.more')}
        </button>
      ) : null}
    </Section>
  )
}
