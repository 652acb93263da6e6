/** By whom a Moment is published, and which customers see it. */
import { listWecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import { listCorpTags } from '@liuchi/server/contract/channels/wecom/tags'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import type { MomentFormProps } from './moment-form.tsx'

/** What one call answers with at most. */
const STAFF_ASKED = 1_000

export function MomentRange({ draft, corpIds, corpId, onChange }: MomentFormProps) {
  const { t } = useTranslation('moments')
  const may = useMay()
  const isKnown = corpId !== undefined
  const of = { params: { corpId: corpId ?? '' } }
  const staff = useRead(listWecomStaff, { ...of, query: { limit: STAFF_ASKED } }, { enabled: isKnown && may(listWecomStaff) })
  const tags = useRead(listCorpTags, of, { enabled: isKnown && may(listCorpTags) })
  return (
    <>
      {corpIds.length > 1 ? (
        <Field label={t('form.corp')}>
          <Select
            aria-label={t('form.corp')}
            style={{ width: '100%' }}
            options={corpIds.map((value) => ({ value, label: value }))}
            value={corpId ?? null}
            // Members and tags are those of one corp.
            onChange={(chosen: string) => onChange({ ...draft, corpId: chosen, userIds: [], tagIds: [] })}
          />
        </Field>
      ) : null}
      <Field label={t('form.staff')} hint={t('form.staffHint')}>
        <Select
          aria-label={t('form.staff')}
          mode="multiple"
          allowClear
          style={{ width: '100%' }}
          placeholder={t('form.staffAll')}
          optionFilterProp="label"
          loading={staff.isFetching}
          options={(staff.data?.items ?? [])
            .filter(({ contactsEnabled, leftAt }) => contactsEnabled && leftAt === null)
            .map(({ userId, name }) => ({ value: userId, label: name || userId }))}
          value={[...draft.userIds]}
          onChange={(userIds: string[]) => onChange({ ...draft, userIds })}
        />
      </Field>
      <Field label={t('form.tags')} hint={t('form.tagsHint')}>
        <Select
          aria-label={t('form.tags')}
          mode="multiple"
          allowClear
          style={{ width: '100%' }}
          placeholder={t('form.tagsAll')}
          optionFilterProp="label"
          loading={tags.isFetching}
          notFoundContent={t('form.noTags')}
          options={(tags.data?.groups ?? []).map((group) => ({
            label: group.name,
            title: group.name,
            options: group.tags.map(({ id, name }) => ({ value: id, label: name })),
          }))}
          value={[...draft.tagIds]}
          onChange={(tagIds: string[]) => onChange({ ...draft, tagIds })}
        />
      </Field>
    </>
  )
}
