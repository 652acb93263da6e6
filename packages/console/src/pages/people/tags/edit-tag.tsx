/** The form of a tag that exists. */
import { changeTag, type Tag, type TagDimension } from '@liuchi/server/contract/identity/tags'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import type { TagColor } from '../../../theme/tag-colours.ts'
import { NO_GROUP, TagFields } from './tag-fields.tsx'

interface Values {
  readonly name: string
  readonly groupId: string
  readonly dimension: TagDimension
  readonly color: TagColor
  readonly description: string
}

export interface EditTagProps {
  readonly tag: Tag
  readonly open: boolean
  readonly onClose: () => void
}

export function EditTag({ tag, open, onClose }: EditTagProps) {
  const { t } = useTranslation('tags')
  const change = useWrite(changeTag, { stale: ['tags.', 'tag_groups.', 'persons.'] })
  const { id, name, groupId, dimension, color, description, kind } = tag
  const submit = async ({ groupId: group, name: called, ...values }: Values) => {
    // A tag that rules name keeps its name: only a real change of it is asked for.
    const renamed = called === name ? {} : { name: called }
    await change.mutateAsync({ params: { id }, body: { ...values, ...renamed, groupId: group === NO_GROUP ? null : group } })
    onClose()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('edit', { name })}
      submitLabel={t('save')}
      initial={{ name, groupId: groupId ?? NO_GROUP, dimension, color, description }}
      onClose={onClose}
      onSubmit={submit}
      isBusy={change.isPending}
      error={change.error}
    >
      <TagFields isManual={kind === 'manual'} />
    </FormDrawer>
  )
}
