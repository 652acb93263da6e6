/** Fields of a tag that its making and its changing share. */
import { listTagGroups, TAG_COLORS, TAG_DIMENSIONS } from '@liuchi/server/contract/identity/tags'
import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { TagMark } from './tag-mark.tsx'

const NAME_MAX_CHARACTERS = 100
const DESCRIPTION_MAX_CHARACTERS = 1_000
/** The form's word for "no group": a select shows nothing for null. */
export const NO_GROUP = 'none'

export function TagFields({ isManual }: { readonly isManual: boolean }) {
  const { t } = useTranslation('tags')
  const { data } = useRead(listTagGroups, {})
  const groups = (data?.items ?? []).filter(({ exclusive }) => isManual || !exclusive)
  return (
    <>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={NAME_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="groupId" label={t('group')} extra={isManual ? undefined : t('groupHint')}>
        <Select
          options={[
            { value: NO_GROUP, label: t('noGroup') },
            ...groups.map(({ id, name, exclusive }) => ({ value: id, label: exclusive ? `${name} (${t('exclusive')})` : name })),
          ]}
        />
      </Form.Item>
      <Form.Item name="dimension" label={t('dimension')}>
        <Select options={TAG_DIMENSIONS.map((one) => ({ value: one, label: t(`dimensions.${one}`) }))} />
      </Form.Item>
      <Form.Item name="color" label={t('color')}>
        <Select options={TAG_COLORS.map((one) => ({ value: one, label: <TagMark name={t(`colors.${one}`)} color={one} /> }))} />
      </Form.Item>
      <Form.Item name="description" label={t('description')}>
        <Input.TextArea rows={2} maxLength={DESCRIPTION_MAX_CHARACTERS} />
      </Form.Item>
    </>
  )
}
