/** 触达 · welcomes: one rule, written beside the phone that shows it. */
import {
  addWelcomeRule,
  deleteWelcomeRule,
  listWelcomeRules,
  putWelcomeRule,
  restoreWelcomeRule,
  type WelcomeRule,
} from '@liuchi/server/contract/channels/wecom/welcome'
import { App, Button, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { CallError } from '../../../api/call-error.ts'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { forgetDraft } from '../../../pagekinds/form/draft.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice, useErrorWords } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { NoCorp } from './no-corp.tsx'
import { useCorp } from './use-corp.ts'
import { WelcomeBuilder } from './welcome-builder.tsx'
import { bodyOf, draftOf, firstWelcome, type WelcomeDraft } from './welcome-draft.ts'

const STALE = ['channels.wecom.welcomes', 'channels.wecom.preview_welcome']
const UNDO_SECONDS = 12

export function NewWelcomePage() {
  const { t } = useTranslation('welcome')
  const { corpId, isKnown, error, refetch } = useCorp()
  if (corpId) return <NewWelcome key={corpId} corpId={corpId} />
  return (
    <>
      <PageHead title={t('new')} />
      {error ? <ErrorNotice error={error} onRetry={() => refetch()} /> : isKnown ? <NoCorp /> : <Skeleton active paragraph={{ rows: 8 }} />}
    </>
  )
}

function NewWelcome({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('welcome')
  const paths = usePaths()
  const navigate = useNavigate()
  const draftId = `welcome.${useWorkspaceName()}.${corpId}`
  const whyNot = useWhyNot()(addWelcomeRule)
  const add = useWrite(addWelcomeRule, { stale: STALE })
  const save = (draft: WelcomeDraft) =>
    add.mutate(
      { params: { corpId }, body: bodyOf(draft) },
      {
        onSuccess: () => {
          forgetDraft(draftId)
          navigate(paths.welcomes(corpId))
        },
      },
    )
  return (
    <WelcomeBuilder
      title={t('new')}
      corpId={corpId}
      draftId={draftId}
      initial={firstWelcome}
      whyNot={whyNot}
      isSaving={add.isPending}
      error={add.error}
      onSave={save}
    />
  )
}

export function WelcomePage() {
  const { t } = useTranslation('welcome')
  const paths = usePaths()
  const id = useParams().id ?? ''
  const { corpId, isKnown } = useCorp()
  const { data, error, refetch } = useRead(listWelcomeRules, { params: { corpId: corpId ?? '' } }, { enabled: corpId !== undefined })
  const rule = data?.items.find((one) => one.id === id)
  if (!data || corpId === undefined)
    return (
      <>
        <PageHead title={t('title')} />
        {error ? (
          <ErrorNotice error={error} onRetry={() => refetch()} />
        ) : isKnown && corpId === undefined ? (
          <NoCorp />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </>
    )
  if (!rule)
    return (
      <>
        <PageHead title={t('title')} />
        <EmptyState title={t('unknown')} text={t('unknownText')} action={<BackLink label={t('title')} href={paths.welcomes(corpId)} />} />
      </>
    )
  return <OneWelcome key={id} corpId={corpId} rule={rule} />
}

function OneWelcome({ corpId, rule }: { readonly corpId: string; readonly rule: WelcomeRule }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const draftId = `welcome.${useWorkspaceName()}.${corpId}.${rule.id}`
  const initial = useMemo(() => draftOf(rule), [rule])
  const whyNot = useWhyNot()(putWelcomeRule)
  const put = useWrite(putWelcomeRule, { stale: STALE })
  const params = { corpId, id: rule.id }
  const leave = () => {
    forgetDraft(draftId)
    navigate(paths.welcomes(corpId))
  }
  return (
    <WelcomeBuilder
      title={rule.name}
      corpId={corpId}
      draftId={draftId}
      initial={initial}
      whyNot={whyNot}
      isSaving={put.isPending}
      error={put.error}
      onSave={(draft) => put.mutate({ params, body: bodyOf(draft) }, { onSuccess: leave })}
      extra={<DeleteWelcome corpId={corpId} rule={rule} onDone={leave} />}
    />
  )
}

/** Asks nothing: it can be taken back where it says so. */
function DeleteWelcome({ corpId, rule, onDone }: { readonly corpId: string; readonly rule: WelcomeRule; readonly onDone: () => void }) {
  const { t } = useTranslation('welcome')
  const { notification, message } = App.useApp()
  const wordsOf = useErrorWords()
  const whyNot = useWhyNot()(deleteWelcomeRule)
  const remove = useWrite(deleteWelcomeRule, { stale: STALE })
  const restore = useWrite(restoreWelcomeRule, { stale: STALE })
  const params = { corpId, id: rule.id }
  const sayWhy = (error: unknown) => void message.error(error instanceof CallError ? wordsOf(error) : String(error))
  const undo = () => {
    notification.destroy(rule.id)
    restore.mutateAsync({ params }).then(() => void message.success(t('restored', { name: rule.name })), sayWhy)
  }
  const offerUndo = () =>
    notification.info({
      key: rule.id,
      title: t('deleted', { name: rule.name }),
      description: t('deletedText'),
      duration: UNDO_SECONDS,
      actions: (
        <Button size="small" type="primary" onClick={undo}>
          {t('undo')}
        </Button>
      ),
    })
  return (
    <Button
      danger
      disabled={whyNot !== undefined}
      title={whyNot}
      loading={remove.isPending}
      onClick={() =>
        remove.mutateAsync({ params }).then(() => {
          onDone()
          offerUndo()
        }, sayWhy)
      }
    >
      {t('delete')}
    </Button>
  )
}
