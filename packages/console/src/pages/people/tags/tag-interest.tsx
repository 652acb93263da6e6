/** How an interest tag is reckoned: which events count how much, by which property, and how fast they fade. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import {
  InterestSettings,
  putTagInterest,
  readTagInterest,
  type TagInterest as StoredInterest,
} from '@liuchi/server/contract/audience/tags'
import type { Tag } from '@liuchi/server/contract/identity/tags'
import { App, Button, InputNumber, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { useUndoKeys } from '../../../pagekinds/form/undo-keys.ts'
import { ConditionsEditor } from '../../../parts/conditions-editor.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { EventSelect } from '../../../parts/event-select.tsx'
import { PropertySelect } from '../../../parts/property-select.tsx'
import { useWorkspaceName } from '../../../paths.ts'
import { draftsOf, whereOf } from '../audiences/rule/conditions-json.ts'
import { firstInterest, type InterestDraft, type InterestEvent, interestBody, interestDraft, isInterestDraft } from './interest-draft.ts'
import { EveryField } from './tag-rule.tsx'
import { TagRuns } from './tag-runs.tsx'

const EVENTS_MAX = 20
const WEIGHT_MAX = 1_000
const NUMBERS = [
  { key: 'halfLifeDays', max: 3_650, whole: false },
  { key: 'topPerPerson', max: 50, whole: true },
  { key: 'minScore', max: 1_000_000, whole: false },
] as const

export function TagInterest({ tag }: { readonly tag: Tag }) {
  const { data, error, refetch } = useRead(readTagInterest, { params: { id: tag.id } })
  // A tag that has no settings yet is answered 404: that is where they begin.
  if (error && error.status !== 404) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data && !error) return <Skeleton active paragraph={{ rows: 6 }} />
  return <InterestForm key={tag.id} tag={tag} stored={data} />
}

function InterestForm({ tag, stored }: { readonly tag: Tag; readonly stored: StoredInterest | undefined }) {
  const { t } = useTranslation('tags')
  const { message } = App.useApp()
  const wordsOf = useBothWords()
  const draftId = `interest.${useWorkspaceName()}.${tag.id}`
  const initial = useMemo(() => (stored ? interestDraft(stored) : firstInterest), [stored])
  const draft = useDraft(draftId, initial, isInterestDraft)
  useUndoKeys(draft)
  const { value } = draft
  const put = useWrite(putTagInterest, { stale: ['tags.'] })
  const isWhole = InterestSettings.safeParse(interestBody(value)).success
  const whyNot =
    useWhyNot()(putTagInterest) ?? (isWhole ? (draft.isUntouched && stored ? t('rule.unchanged') : undefined) : t('rule.unfinished'))
  const save = () =>
    put.mutate(
      { params: { id: tag.id }, body: interestBody(value) },
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
        <Events value={value.events} onChange={(events) => draft.change({ ...value, events })} />
        <Numbers value={value} onChange={draft.change} />
        <EveryField value={value.every} onChange={(every) => draft.change({ ...value, every })} />
        <div className="lc-row">
          <Button type="primary" disabled={whyNot !== undefined} title={whyNot} loading={put.isPending} onClick={save}>
            {t('rule.save')}
          </Button>
          <Button disabled={!draft.canUndo} onClick={draft.undo}>
            {t('rule.undo')}
          </Button>
        </div>
      </div>
      <div className="lc-stack lc-builder-result">
        <ErrorNotice error={put.error} />
        <p className="lc-sentence">{stored ? wordsOf(stored.explanation) : t('interest.lead')}</p>
        {stored ? <TagRuns tagId={tag.id} runs={stored} isLive={false} /> : null}
      </div>
    </div>
  )
}

interface EventsProps {
  readonly value: readonly InterestEvent[]
  readonly onChange: (events: readonly InterestEvent[]) => void
}

function Events({ value, onChange }: EventsProps) {
  const { t } = useTranslation('tags')
  return (
    <Field label={t('interest.events')} hint={t('interest.eventsHint')}>
      {value.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event has no identity but its place
        <div key={index} className="lc-step">
          <div className="lc-row" style={{ flexWrap: 'nowrap' }}>
            <EventSelect
              label={t('interest.event', { number: index + 1 })}
              value={event.name}
              onChange={(name) => onChange(value.with(index, { name, weight: event.weight }))}
            />
            <InputNumber
              aria-label={t('interest.weight', { number: index + 1 })}
              prefix="×"
              style={{ width: 110 }}
              min={0.01}
              max={WEIGHT_MAX}
              value={event.weight}
              onChange={(weight) => weight !== null && onChange(value.with(index, { ...event, weight }))}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              disabled={value.length <= 1}
              aria-label={t('interest.remove', { number: index + 1 })}
              onClick={() => onChange(value.toSpliced(index, 1))}
            />
          </div>
          <ConditionsEditor
            event={event.name}
            value={draftsOf(event.where)}
            onChange={(drafts) => {
              const where = whereOf(drafts)
              onChange(value.with(index, { name: event.name, weight: event.weight, ...(where ? { where } : {}) }))
            }}
          />
        </div>
      ))}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        disabled={value.length >= EVENTS_MAX}
        onClick={() => onChange([...value, { name: '', weight: 1 }])}
      >
        {t('interest.add')}
      </Button>
    </Field>
  )
}

function Numbers({ value, onChange }: { readonly value: InterestDraft; readonly onChange: (draft: InterestDraft, what?: string) => void }) {
  const { t } = useTranslation('tags')
  return (
    <>
      <Field label={t('interest.property')} hint={t('interest.propertyHint')}>
        <PropertySelect
          event={value.events[0]?.name ?? ''}
          label={t('interest.property')}
          value={value.property}
          onChange={(property) => onChange({ ...value, property })}
        />
      </Field>
      {NUMBERS.map(({ key, max, whole }) => (
        <Field key={key} label={t(`interest.${key}`)} hint={t(`interest.${key}Hint`)}>
          <InputNumber
            aria-label={t(`interest.${key}`)}
            style={{ width: 140 }}
            min={whole ? 1 : 0.01}
            max={max}
            {...(whole ? { precision: 0 } : {})}
            value={value[key]}
            onChange={(next) => next !== null && onChange({ ...value, [key]: next }, key)}
          />
        </Field>
      ))}
    </>
  )
}
