/** Who gets the data of a purpose: name, role, the country when it leaves ours, and why. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'

const RECIPIENTS_MAX = 50
const TITLE_MAX_CHARACTERS = 80
const TEXT_MAX_CHARACTERS = 1_000
const ROLES = ['processor', 'recipient', 'joint'] as const

export function RecipientFields() {
  const { t } = useTranslation('privacy')
  return (
    <section className="lc-fields" aria-label={t('purposes.recipients')}>
      <h3>{t('purposes.recipients')}</h3>
      <Form.List name="recipients">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <OneRecipient key={key} name={name} onRemove={() => remove(name)} />
            ))}
            {fields.length < RECIPIENTS_MAX ? (
              <Button
                type="link"
                size="small"
                icon={<PlusOutlined />}
                style={{ paddingInline: 0, marginBottom: 12 }}
                onClick={() => add({ role: 'processor' })}
              >
                {t('purposes.addRecipient')}
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </section>
  )
}

function OneRecipient({ name, onRemove }: { readonly name: number; readonly onRemove: () => void }) {
  const { t } = useTranslation('privacy')
  return (
    <div className="lc-recipient">
      <Form.Item
        name={[name, 'name']}
        label={t('purposes.recipientName')}
        rules={[{ required: true, whitespace: true, message: t('needed') }]}
      >
        <Input maxLength={TITLE_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name={[name, 'role']} label={t('purposes.recipientRole')}>
        <Select options={ROLES.map((value) => ({ value, label: t(`purposes.role.${value}`) }))} />
      </Form.Item>
      <Form.Item name={[name, 'country']} label={t('purposes.recipientCountry')}>
        <Input maxLength={TITLE_MAX_CHARACTERS} placeholder={t('purposes.recipientCountryHint')} />
      </Form.Item>
      <Form.Item name={[name, 'why']} label={t('purposes.recipientWhy')}>
        <Input maxLength={TEXT_MAX_CHARACTERS} />
      </Form.Item>
      <Button size="small" icon={<DeleteOutlined />} onClick={onRemove}>
        {t('purposes.removeRecipient')}
      </Button>
    </div>
  )
}
