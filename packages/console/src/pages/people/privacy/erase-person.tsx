/** Deleting a person for good: says what goes and what stays, asks for the person's number, then leads to the proof, which shows the progress. */
import { ErasureReason, erasePerson, listErasures } from '@liuchi/server/contract/compliance/rights'
import { readPerson } from '@liuchi/server/contract/identity'
import { Alert, Button, Drawer, Form, Input, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { usePaths } from '../../../paths.ts'

const WIDTH_PIXELS = 520
const GOES = ['identity', 'traits', 'events', 'files'] as const
const STAYS = ['orders', 'consents', 'proof'] as const

interface Values {
  readonly reason: (typeof ErasureReason.options)[number]
  readonly typedId: string
}

export interface ErasePersonProps {
  readonly personId: string
  readonly open: boolean
  readonly onClose: () => void
}

export function ErasePerson({ personId, open, onClose }: ErasePersonProps) {
  const { t } = useTranslation('privacy')
  const { t: kinds } = useTranslation('kinds')
  const [form] = Form.useForm<Values>()
  const navigate = useNavigate()
  const paths = usePaths()
  const typed = Form.useWatch('typedId', form)
  const erase = useWrite(erasePerson, { stale: [listErasures.name] })
  const submit = async ({ reason }: Values) => {
    const started = await erase.mutateAsync({ params: { id: personId }, body: { reason } }).catch(() => undefined)
    if (started) navigate(paths.erasure(started.erasureId))
  }
  const footer = (
    <Space wrap>
      <Button danger type="primary" disabled={typed?.trim() !== personId} loading={erase.isPending} onClick={() => form.submit()}>
        {t('erase.do', { id: personId })}
      </Button>
      <Button onClick={onClose}>{kinds('cancel')}</Button>
    </Space>
  )
  return (
    <Drawer open={open} title={t('erase.title', { id: personId })} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden footer={footer}>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ reason: 'requested' }}
        preserve={false}
        onFinish={submit}
      >
        <div className="lc-stack">
          <Alert type="error" showIcon title={t('erase.warning')} description={t('erase.again')} />
          <GoesAndStays personId={personId} />
          <div>
            <Form.Item name="reason" label={t('erase.reason')}>
              <Select options={ErasureReason.options.map((reason) => ({ value: reason, label: t(`erase.reasons.${reason}`) }))} />
            </Form.Item>
            <Form.Item
              name="typedId"
              label={t('erase.typeId', { id: personId })}
              rules={[{ required: true, pattern: new RegExp(`^\\s*${personId}\\s*$`), message: t('erase.wrongId') }]}
              validateTrigger="onBlur"
            >
              <Input autoComplete="off" inputMode="numeric" />
            </Form.Item>
          </div>
          <ErrorNotice error={erase.error} />
        </div>
      </Form>
    </Drawer>
  )
}

function GoesAndStays({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('privacy')
  const numbers = useNumbers()
  const { data } = useRead(readPerson, { params: { id: personId } })
  const identifiers = data?.identifiers.length ?? 0
  return (
    <>
      <section aria-label={t('erase.goes')}>
        <strong>{t('erase.goes')}</strong>
        {identifiers > 0 ? (
          <span className="lc-soft"> · {t('erase.identifiers', { count: identifiers, shown: numbers.exact(identifiers) })}</span>
        ) : null}
        <ul className="lc-plain-list">
          {GOES.map((what) => (
            <li key={what}>{t(`erase.goesList.${what}`)}</li>
          ))}
        </ul>
      </section>
      <section aria-label={t('erase.stays')}>
        <strong>{t('erase.stays')}</strong>
        <ul className="lc-plain-list">
          {STAYS.map((what) => (
            <li key={what}>{t(`erase.staysList.${what}`)}</li>
          ))}
        </ul>
      </section>
    </>
  )
}
