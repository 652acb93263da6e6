/** Fields of the consent form that belong together: the proof, and the guardian of a child. */
import { Alert, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

const WORDS_MAX_CHARACTERS = 2_000
const ADDRESS_MAX_CHARACTERS = 500
const NAME_MAX_CHARACTERS = 100
const RELATION_MAX_CHARACTERS = 40
const CONTACT_MAX_CHARACTERS = 200

export function ProofFields() {
  const { t } = useTranslation('privacy')
  return (
    <section className="lc-fields" aria-label={t('consents.proof')}>
      <h3>{t('consents.proof')}</h3>
      <Form.Item name="proofWords" label={t('consents.proofWords')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={WORDS_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="proofAddress" label={t('consents.proofAddress')}>
        <Input maxLength={ADDRESS_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="proofVersion" label={t('consents.proofVersion')}>
        <Input maxLength={NAME_MAX_CHARACTERS} />
      </Form.Item>
    </section>
  )
}

/** Always there for a yes: the server may know of a child what this page does not, and its refusal then stands at the name. */
export function GuardianFields({ needed }: { readonly needed: boolean }) {
  const { t } = useTranslation('privacy')
  const form = Form.useFormInstance()
  const hasName = Boolean(Form.useWatch('guardianName', form))
  return (
    <section className="lc-fields" aria-label={t('consents.guardian')}>
      <h3>{t('consents.guardian')}</h3>
      {needed ? (
        <Alert type="warning" showIcon title={t('consents.minor')} style={{ marginBottom: 16 }} />
      ) : (
        <p className="lc-soft lc-small lc-form-note">{t('consents.guardianHint')}</p>
      )}
      <Form.Item
        name="guardianName"
        label={t('consents.guardianName')}
        rules={[{ required: needed, whitespace: needed, message: t('needed') }]}
      >
        <Input maxLength={NAME_MAX_CHARACTERS} />
      </Form.Item>
      {needed || hasName ? (
        <>
          <Form.Item
            name="guardianRelation"
            label={t('consents.guardianRelation')}
            rules={[{ required: true, whitespace: true, message: t('needed') }]}
          >
            <Input maxLength={RELATION_MAX_CHARACTERS} />
          </Form.Item>
          <Form.Item name="guardianContact" label={t('consents.guardianContact')}>
            <Input maxLength={CONTACT_MAX_CHARACTERS} />
          </Form.Item>
        </>
      ) : null}
    </section>
  )
}
