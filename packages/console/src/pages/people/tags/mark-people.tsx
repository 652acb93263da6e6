/** Puts a tag on everybody in an audience, or takes it off: a background job with progress. Begins at the tag or at the audience. */
import { type Audience, listAudiences } from '@liuchi/server/contract/audience'
import { markPeople } from '@liuchi/server/contract/audience/tags'
import { listTags, type Tag } from '@liuchi/server/contract/identity/tags'
import { App, Button, Drawer, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'
import { useSettled } from '../../../parts/settled.ts'

const WIDTH_PIXELS = 480
const OFFERED = 100

/** What is known already; the other is chosen. */
export type MarkPeopleProps = { readonly audience: Audience } | { readonly tag: Tag }

export function MarkPeople(props: MarkPeopleProps) {
  const { t } = useTranslation('tags')
  const [isOpen, open] = useState(false)
  const isUncounted = 'audience' in props && props.audience.state !== 'ready'
  const whyNot = useWhyNot()(markPeople) ?? (isUncounted ? t('mark.notReady') : undefined)
  const name = 'audience' in props ? props.audience.name : props.tag.name
  return (
    <>
      <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => open(true)}>
        {t('mark.label')}
      </Button>
      <Drawer open={isOpen} title={t('mark.title', { name })} size={WIDTH_PIXELS} onClose={() => open(false)} destroyOnHidden>
        <MarkBody {...props} />
      </Drawer>
    </>
  )
}

interface Chosen {
  readonly tagId: string | undefined
  readonly audienceId: string | undefined
  readonly people: number | null | undefined
}

function MarkBody(props: MarkPeopleProps) {
  const { t } = useTranslation('tags')
  const { message } = App.useApp()
  const numbers = useNumbers()
  const [chosen, choose] = useState<Chosen>(
    'audience' in props
      ? { tagId: undefined, audienceId: props.audience.id, people: props.audience.count }
      : { tagId: props.tag.id, audienceId: undefined, people: undefined },
  )
  const [action, act] = useState<'add' | 'remove'>('add')
  const mark = useWrite(markPeople, { stale: ['tags.', 'persons.'] })
  const jobId = mark.data?.jobId ?? undefined
  const job = useJob(jobId, ({ status }) => status === 'done' && message.success(t('mark.done')))
  const isRunning = jobId !== undefined && (job === undefined || isJobUnderWay(job))
  const { tagId, audienceId, people } = chosen
  return (
    <div className="lc-stack">
      {'audience' in props ? (
        <TagChoice value={tagId} onChange={(id) => choose({ ...chosen, tagId: id })} />
      ) : (
        <AudienceChoice value={audienceId} onChange={(one) => choose({ ...chosen, audienceId: one.id, people: one.count })} />
      )}
      <Radio.Group
        aria-label={t('mark.action')}
        value={action}
        options={(['add', 'remove'] as const).map((one) => ({ value: one, label: t(`mark.actions.${one}`) }))}
        onChange={({ target }) => act(target.value)}
      />
      <Button
        type="primary"
        style={{ alignSelf: 'flex-start' }}
        disabled={tagId === undefined || audienceId === undefined}
        loading={mark.isPending || isRunning}
        onClick={() => tagId && audienceId && mark.mutate({ params: { id: tagId }, body: { action, audienceId } })}
      >
        {t(`mark.submit.${action}`, { shown: numbers.count(people) })}
      </Button>
      <ErrorNotice error={mark.error} />
      {jobId === undefined ? null : <JobProgress job={job} label={t(job?.status === 'done' ? 'mark.done' : 'mark.running')} />}
    </div>
  )
}

function TagChoice({ value, onChange }: { readonly value: string | undefined; readonly onChange: (id: string) => void }) {
  const { t } = useTranslation('tags')
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const tags = useRead(listTags, { query: { kind: 'manual', limit: OFFERED, ...(q === '' ? {} : { q }) } }, { keepPrevious: true })
  return (
    <Field label={t('mark.tag')} hint={t('mark.onlyManual')}>
      <Select
        aria-label={t('mark.tag')}
        placeholder={t('choose')}
        notFoundContent={t('none')}
        loading={tags.isFetching}
        showSearch={{ filterOption: false, onSearch: type }}
        options={(tags.data?.items ?? []).map(({ id, name, groupName }) => ({
          value: id,
          label: groupName ? `${groupName} · ${name}` : name,
        }))}
        value={value ?? null}
        onChange={(id: string) => onChange(id)}
      />
    </Field>
  )
}

function AudienceChoice({ value, onChange }: { readonly value: string | undefined; readonly onChange: (audience: Audience) => void }) {
  const { t } = useTranslation('tags')
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const audiences = useRead(listAudiences, { query: { limit: OFFERED, ...(q === '' ? {} : { q }) } }, { keepPrevious: true })
  const ready = (audiences.data?.items ?? []).filter(({ state }) => state === 'ready')
  return (
    <Field label={t('mark.audience')}>
      <Select
        aria-label={t('mark.audience')}
        placeholder={t('mark.chooseAudience')}
        loading={audiences.isFetching}
        showSearch={{ filterOption: false, onSearch: type }}
        options={ready.map(({ id, name }) => ({ value: id, label: name }))}
        value={value ?? null}
        onChange={(id: string) => {
          const one = ready.find((audience) => audience.id === id)
          if (one) onChange(one)
        }}
      />
    </Field>
  )
}
