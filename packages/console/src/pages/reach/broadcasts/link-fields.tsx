/** A link that goes with the text, as a card. */
import { DeleteOutlined, LinkOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import { emptyLink, type LinkDraft } from './broadcast-draft.ts'

export interface LinkFieldsProps {
  readonly link: LinkDraft | null
  readonly onChange: (link: LinkDraft | null, what?: string) => void
}

export function LinkFields({ link, onChange }: LinkFieldsProps) {
  const { t } = useTranslation('reach')
  if (!link)
    return (
      <Button icon={<LinkOutlined />} style={{ alignSelf: 'flex-start', flex: 'none' }} onClick={() => onChange(emptyLink)}>
        {t('form.addLink')}
      </Button>
    )
  const input = (key: keyof LinkDraft) => (
    <Input
      aria-label={t(`form.link.${key}`)}
      placeholder={t(`form.link.${key}`)}
      value={link[key]}
      onChange={({ target }) => onChange({ ...link, [key]: target.value }, `link.${key}`)}
    />
  )
  return (
    <Field label={t('form.link.label')}>
      {input('title')}
      {input('url')}
      {input('description')}
      <Button type="text" icon={<DeleteOutlined />} style={{ alignSelf: 'flex-start' }} onClick={() => onChange(null)}>
        {t('form.removeLink')}
      </Button>
    </Field>
  )
}
