/** What goes with the text: pictures, links, mini-program cards, videos and files, in the order in which they are sent. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { MAX_ADDRESSED_BYTES } from '@liuchi/server/contract/channels/wecom/media'
import { Button, Dropdown, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import { MediaPicker } from '../../../parts/media-picker.tsx'
import { ATTACHMENT_KINDS, type AttachmentDraft, emptyAttachments, MAX_ATTACHMENTS } from './content-draft.ts'

export interface AttachmentFieldsProps {
  readonly attachments: readonly AttachmentDraft[]
  readonly onChange: (attachments: readonly AttachmentDraft[], what?: string) => void
}

export function AttachmentFields({ attachments, onChange }: AttachmentFieldsProps) {
  const { t } = useTranslation('reach')
  const isFull = attachments.length >= MAX_ATTACHMENTS
  const items = ATTACHMENT_KINDS.map((kind) => ({
    key: kind,
    label: t(`attachment.${kind}`),
    onClick: () => onChange([...attachments, emptyAttachments[kind]]),
  }))
  return (
    <>
      {attachments.map((attachment, index) => (
        <OneAttachment
          // biome-ignore lint/suspicious/noArrayIndexKey: it has no other name, and its place changes only when one before it goes
          key={`${index} ${attachment.kind}`}
          draft={attachment}
          onChange={(next, what) =>
            onChange(
              attachments.map((one, place) => (place === index ? next : one)),
              what && `${index}.${what}`,
            )
          }
          onRemove={() => onChange(attachments.filter((_, place) => place !== index))}
        />
      ))}
      <Dropdown menu={{ items }} trigger={['click']} disabled={isFull}>
        <Button
          icon={<PlusOutlined />}
          disabled={isFull}
          title={isFull ? t('needs.attachmentsMany') : undefined}
          style={{ alignSelf: 'flex-start', flex: 'none' }}
        >
          {t('form.addAttachment')}
        </Button>
      </Dropdown>
    </>
  )
}

interface OneAttachmentProps {
  readonly draft: AttachmentDraft
  readonly onChange: (draft: AttachmentDraft, what?: string) => void
  readonly onRemove: () => void
}

function OneAttachment({ draft, onChange, onRemove }: OneAttachmentProps) {
  const { t } = useTranslation('reach')
  return (
    <Field label={t(`attachment.${draft.kind}`)}>
      <Inner draft={draft} onChange={onChange} />
      <Button type="text" icon={<DeleteOutlined />} style={{ alignSelf: 'flex-start' }} onClick={onRemove}>
        {t('form.removeAttachment', { kind: t(`attachment.${draft.kind}`) })}
      </Button>
    </Field>
  )
}

function Inner({ draft, onChange }: Omit<OneAttachmentProps, 'onRemove'>) {
  const { t } = useTranslation('reach')
  const input = (key: string, label: string) => (
    <Input
      aria-label={label}
      placeholder={label}
      value={draft[key] ?? ''}
      onChange={({ target }) => onChange({ ...draft, [key]: target.value }, key)}
    />
  )
  const media = (key: string, kind: 'image' | 'video' | 'file', label: string, maxBytes?: number) => (
    <MediaPicker
      kind={kind}
      label={label}
      value={draft[key] || null}
      onChange={(id) => onChange({ ...draft, [key]: id ?? '' })}
      {...(maxBytes === undefined ? {} : { maxBytes })}
    />
  )
  if (draft.kind === 'link')
    return (
      <>
        {input('title', t('form.link.title'))}
        {input('url', t('form.link.url'))}
        {input('description', t('form.link.description'))}
        <span className="lc-soft lc-small">{t('form.link.picture')}</span>
        {media('pictureMediaId', 'image', t('form.link.picture'), MAX_ADDRESSED_BYTES)}
      </>
    )
  if (draft.kind === 'miniprogram')
    return (
      <>
        {input('title', t('form.miniprogram.title'))}
        {input('appId', t('form.miniprogram.appId'))}
        {input('page', t('form.miniprogram.page'))}
        <span className="lc-soft lc-small">{t('form.miniprogram.cover')}</span>
        {media('coverMediaId', 'image', t('form.miniprogram.cover'))}
      </>
    )
  return media('mediaId', draft.kind, t(`attachment.${draft.kind}`))
}
