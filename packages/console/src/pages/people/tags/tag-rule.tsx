/** The rule that puts a tag on people: built as an audience is, at its times or live. */
import { putTagRule, readTagRule, type TagRule as StoredRule, TAG_MODES } from '@liuchi/server/contract/audience/tags'
import type { Tag } from '@liuchi/server/contract/identity/tags'
import { App, Button, Radio, Select, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { useUndoKeys } from '../../../pagekinds/form/undo-keys.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { useWorkspaceName } from '../../../paths.ts'
import { LivePreview } from '../audiences/rule/live-preview.tsx'
import { isFinished } from '../audiences/rule/rule-check.ts'
import { emptyRule, finishedRule, isRuleJson, type RuleJson, rootOf } from '../audiences/rule/rule-draft.ts'
import { RuleEditor } from '../audiences/rule/rule-editor.tsx'
import { usePreview } from '../audiences/rule/use-preview.ts'
import { everyOptions } from './every.ts'
import { TagRuns } from './tag-runs.tsx'

interface TagRuleDraft {
  readonly rule: RuleJson
  readonly mode: (typeof TAG_MODES)[number]
  readonly every: string
}

const firstRule: TagRuleDraft = { rule: emptyRule, mode: 'scheduled', every: 'P1D' }

function isTagRuleDraft(value: unknown): value is TagRuleDraft {
  if (typeof value !== 'object' || value === null) return false
  const { rule, mode, every } = value as Partial<Record<keyof TagRuleDraft, unknown>>
  return isRuleJson(rule) && TAG_MODES.some((one) => one === mode) && typeof every === 'string'
}

export function TagRule({ tag }: { readonly tag: Tag }) {
  const { data, error, refetch } = useRead(readTagRule, { params: { id: tag.id } })
  // A tag that has no rule yet is answered 404: that is where one begins.
  if (error && error.status !== 404) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data && !error) return <Skeleton active paragraph={{ rows: 6 }} />
  return <RuleForm key={tag.id} tag={tag} stored={data} />
}

function RuleForm({ tag, stored }: { readonly tag: Tag; readonly stored: StoredRule | undefined }) {
  const { t } = useTranslation('tags')
  const { message } = App.useApp()
  const draftId = `tag.${useWorkspaceName()}.${tag.id}`
  const initial = useMemo<TagRuleDraft>(
    () => (stored ? { rule: stored.rule as unknown as RuleJson, mode: stored.mode, every: stored.every ?? firstRule.every } : firstRule),
    [stored],
  )
  const draft = useDraft(draftId, initial, isTagRuleDraft)
  useUndoKeys(draft)
  const { rule, mode, every } = draft.value
  const preview = usePreview(rule)
  const put = useWrite(putTagRule, { stale: ['tags.'] })
  const whyNot =
    useWhyNot()(putTagRule) ?? (!isFinished(rule) ? t('rule.unfinished') : draft.isUntouched && stored ? t('rule.unchanged') : undefined)
  const save = () =>
    put.mutate(
      { params: { id: tag.id }, body: { rule: finishedRule(rule), mode, ...(mode === 'scheduled' ? { every } : {}) } },
      {
        onSuccess: () => {
          draft.reset()
          message.success(t('rule.saved'))
        },
      },
    )
  return (
    <div className="lc-builder lc-builder-wide">
      <div className="lc-card lc-card-body lc-builder-form lc-stack">
        <Field label={t('rule.who')}>
          <RuleEditor
            rule={rule}
            onChange={(next, what) => draft.change({ ...draft.value, rule: next }, what)}
            problems={preview.problems}
          />
        </Field>
        <Field label={t('rule.mode')}>
          <Radio.Group value={mode} onChange={({ target }) => draft.change({ ...draft.value, mode: target.value })}>
            <div className="lc-stack" style={{ gap: 8 }}>
              {TAG_MODES.map((one) => (
                <Radio key={one} value={one}>
                  {t(`rule.modes.${one}`)} <span className="lc-soft">{t(`rule.modeTexts.${one}`)}</span>
                </Radio>
              ))}
            </div>
          </Radio.Group>
        </Field>
        {mode === 'scheduled' ? <EveryField value={every} onChange={(next) => draft.change({ ...draft.value, every: next })} /> : null}
        <div className="lc-row">
          <Button type="primary" disabled={whyNot !== undefined} title={whyNot} loading={put.isPending} onClick={save}>
            {t('rule.save')}
          </Button>
          <Button disabled={!draft.canUndo} onClick={draft.undo}>
            {t('rule.undo')}
          </Button>
        </div>
      </div>
      <div className="lc-stack lc-builder-result" aria-live="polite">
        <ErrorNotice error={put.error} />
        {stored ? <TagRuns tagId={tag.id} runs={stored} isLive={stored.mode === 'live'} /> : null}
        <LivePreview preview={preview} isEmpty={rootOf(rule).items.length === 0} />
      </div>
    </div>
  )
}

export function EveryField({ value, onChange }: { readonly value: string; readonly onChange: (every: string) => void }) {
  const { t } = useTranslation('tags')
  return (
    <Field label={t('rule.every')} hint={t('rule.everyHint')}>
      <Select
        aria-label={t('rule.every')}
        style={{ maxWidth: 240 }}
        value={value}
        options={everyOptions(value, (every) => t(`every.${every}`))}
        onChange={(next: string) => onChange(next)}
      />
    </Field>
  )
}
