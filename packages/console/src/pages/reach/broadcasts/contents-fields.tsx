/** What a broadcast says: one content, or up to four of which everybody gets one by chance. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { AttachmentFields } from './attachment-fields.tsx'
import { VARIANT_LETTERS } from './broadcast-draft.ts'
import { bytesOf, type ContentDraft, MAX_BYTES } from './content-draft.ts'

export interface ContentsFieldsProps {
  readonly contents: readonly ContentDraft[]
  readonly onChange: (contents: readonly ContentDraft[], what?: string) => void
}

export function ContentsFields({ contents, onChange }: ContentsFieldsProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const [chosen, choose] = useState(0)
  const place = Math.min(chosen, contents.length - 1)
  const fieldsOf = (content: ContentDraft, index: number) => (
    <ContentFields
      content={content}
      onChange={(next, what) =>
        onChange(
          contents.map((one, other) => (other === index ? next : one)),
          what && `${index}.${what}`,
        )
      }
    />
  )
  const [first] = contents
  const add = () => {
    // Most tests change one thing of what is there.
    onChange([...contents, contents[place] ?? contents[0]].filter((one) => one !== undefined))
    choose(contents.length)
  }
  return (
    <div className="lc-stack">
      <div className="lc-actions" style={{ justifyContent: 'flex-start' }}>
        {contents.length < VARIANT_LETTERS.length ? (
          <Button icon={<PlusOutlined />} onClick={add}>
            {t('form.addVariant')}
          </Button>
        ) : null}
        {contents.length > 1 ? (
          <Button type="text" icon={<DeleteOutlined />} onClick={() => onChange(contents.filter((_, index) => index !== place))}>
            {t('form.removeVariant', { letter: VARIANT_LETTERS[place] })}
          </Button>
        ) : null}
      </div>
      <span className="lc-soft lc-small">
        {contents.length === 1 ? t('form.variantHint') : t('form.variantShare', { share: numbers.percent(1 / contents.length) })}
      </span>
      {contents.length === 1 && first ? (
        fieldsOf(first, 0)
      ) : (
        <Tabs
          activeKey={String(place)}
          onChange={(key) => choose(Number(key))}
          items={contents.map((content, index) => ({
            key: String(index),
            label: t('variant', { letter: VARIANT_LETTERS[index] }),
            children: fieldsOf(content, index),
          }))}
        />
      )}
    </div>
  )
}

interface ContentFieldsProps {
  readonly content: ContentDraft
  readonly onChange: (content: ContentDraft, what?: string) => void
}

function ContentFields({ content, onChange }: ContentFieldsProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const bytes = bytesOf(content.text)
  return (
    <div className="lc-stack">
      <Field label={t('form.text')} hint={t('form.bytes', { used: numbers.exact(bytes), most: numbers.exact(MAX_BYTES.text) })}>
        <Input.TextArea
          aria-label={t('form.text')}
          placeholder={t('form.textPlaceholder')}
          autoSize={{ minRows: 4, maxRows: 14 }}
          status={bytes > MAX_BYTES.text ? 'error' : ''}
          value={content.text}
          onChange={({ target }) => onChange({ ...content, text: target.value }, 'text')}
        />
      </Field>
      <AttachmentFields attachments={content.attachments} onChange={(attachments, what) => onChange({ ...content, attachments }, what)} />
    </div>
  )
}
