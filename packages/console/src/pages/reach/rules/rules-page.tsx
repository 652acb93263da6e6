/** 触达 · rules: how often marketing may reach somebody, when it rests, who has to agree first. */
import { changeReachSettings, ReachSettings, readReachSettings } from '@liuchi/server/contract/reach/settings'
import { App, Button, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { forgetDraft, useDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { useWorkspaceName } from '../../../paths.ts'
import { RulesForm } from './rules-form.tsx'
import { useRulesWords } from './rules-words.ts'

export function RulesPage() {
  const { data, error, refetch } = useRead(readReachSettings, {})
  if (data) return <Rules kept={data.settings} />
  return error ? <ErrorNotice error={error} onRetry={() => refetch()} /> : <Skeleton active />
}

function isSettings(value: unknown): value is ReachSettings {
  return ReachSettings.safeParse(value).success
}

function Rules({ kept }: { readonly kept: ReachSettings }) {
  const { t } = useTranslation('reachrules')
  const { message } = App.useApp()
  const draftId = `reachRules.${useWorkspaceName()}`
  const draft = useDraft(draftId, kept, isSettings)
  const save = useWrite(changeReachSettings, { stale: ['reach.', 'broadcasts.'] })
  const wordsOf = useRulesWords()
  const [before, after] = useMemo(() => [wordsOf(kept), wordsOf(draft.value)], [wordsOf, kept, draft.value])
  const changed = after.filter((line, place) => line !== before[place])
  const whyNot = useWhyNot()(changeReachSettings) ?? (changed.length === 0 ? t('nothing') : undefined)
  const put = () =>
    save.mutate(
      { body: draft.value },
      {
        onSuccess: () => {
          draft.reset()
          forgetDraft(draftId)
          message.success(t('done'))
        },
      },
    )
  return (
    <BuilderPage
      title={t('title')}
      lead={t('lead')}
      draft={draft}
      form={<RulesForm settings={draft.value} onChange={draft.change} />}
      actions={
        <Button type="primary" disabled={whyNot !== undefined} title={whyNot} loading={save.isPending} onClick={put}>
          {changed.length === 0 ? t('saveNone') : t('save', { count: changed.length })}
        </Button>
      }
      result={
        <>
          <ErrorNotice error={save.error} />
          <Section title={t('now')}>
            <Lines lines={before} />
          </Section>
          {changed.length === 0 ? null : (
            <Section title={t('changes')}>
              <Lines lines={changed} />
              <p className="lc-soft lc-small">{t('from')}</p>
            </Section>
          )}
        </>
      }
    />
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18, listStyle: 'disc' }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
