/** The form of a new tag. One made by a rule or an interest leads on to that. */
import { createTag, TAG_KINDS, type TagDimension, type TagKind } from '@liuchi/server/contract/identity/tags'
import { App, Form, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { usePaths } from '../../../paths.ts'
import type { TagColor } from '../../../theme/tag-colours.ts'
import { NO_GROUP, TagFields } from './tag-fields.tsx'

interface Values {
  readonly name: string
  readonly kind: TagKind
  readonly groupId: string
  readonly dimension: TagDimension
  readonly color: TagColor
  readonly description: string
}

export interface CreateTagProps {
  readonly open: boolean
  readonly onClose: () => void
  /** The group that is in view. */
  readonly groupId: string | undefined
}

export function CreateTag({ open, onClose, groupId }: CreateTagProps) {
  const { t } = useTranslation('tags')
  const { message } = App.useApp()
  const paths = usePaths()
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? 'manual'
  const create = useWrite(createTag, { stale: ['tags.', 'tag_groups.'] })
  const submit = async ({ groupId: group, ...values }: Values) => {
    const made = await create.mutateAsync({ body: { ...values, groupId: group === NO_GROUP ? null : group } })
    onClose()
    if (made.kind === 'manual') message.success(t('created', { name: made.name }))
    else navigate(paths.tag(made.id, made.kind))
  }
  return (
    <FormDrawer<Values>
      form={form}
      open={open}
      title={t('new')}
      submitLabel={t('new')}
      initial={{ kind: 'manual', groupId: groupId ?? NO_GROUP, dimension: 'profile', color: 'blue', description: '' }}
      onClose={onClose}
      onSubmit={submit}
      isBusy={create.isPending}
      error={create.error}
    >
      <Form.Item name="kind" label={t('kind')}>
        <Radio.Group>
          <div className="lc-stack" style={{ gap: 8 }}>
            {TAG_KINDS.map((one) => (
              <Radio key={one} value={one}>
                {t(`kinds.${one}`)} <span className="lc-soft">{t(`kindTexts.${one}`)}</span>
              </Radio>
            ))}
          </div>
        </Radio.Group>
      </Form.Item>
      <TagFields isManual={kind === 'manual'} />
    </FormDrawer>
  )
}
