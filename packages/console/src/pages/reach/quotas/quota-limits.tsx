/** Limits of the workspace's own, where the platform publishes none, and when a quota counts as nearly full. */
import { getQuotaLimits, putQuotaLimits, type QuotaLimits } from '@liuchi/server/contract/channels/wecom/quotas'
import { Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'

const OWN = ['contactsPerStaff', 'newContactsPerStaffADay', 'massTasksPerStaffADay'] as const
const MOST = 1_000_000
const NEAR = { least: 50, most: 99 }

export interface QuotaLimitsFormProps {
  readonly corpId: string
  readonly open: boolean
  readonly onClose: () => void
}

export function QuotaLimitsForm({ corpId, open, onClose }: QuotaLimitsFormProps) {
  const { t } = useTranslation('quotas')
  const whyNot = useWhyNot()(putQuotaLimits)
  const { data } = useRead(getQuotaLimits, { params: { corpId } })
  const put = useWrite(putQuotaLimits, { stale: ['channels.'] })
  const submit = async (values: QuotaLimits) => {
    // An emptied field says null: not watched.
    const own = Object.fromEntries(OWN.map((key) => [key, values[key] ?? null])) as Pick<QuotaLimits, (typeof OWN)[number]>
    await put.mutateAsync({ params: { corpId }, body: { nearPercent: values.nearPercent, ...own } })
    onClose()
  }
  // Its fields start from what is set.
  if (!data) return null
  return (
    <FormDrawer<QuotaLimits>
      open={open}
      title={t('limits.title')}
      submitLabel={t('limits.save')}
      initial={data}
      onClose={onClose}
      onSubmit={submit}
      isBusy={put.isPending}
      error={put.error}
    >
      <p className="lc-soft lc-form-lead">{whyNot ?? t('limits.lead')}</p>
      <Form.Item name="nearPercent" label={t('limits.nearPercent')} rules={[{ required: true, message: t('limits.needed') }]}>
        <InputNumber min={NEAR.least} max={NEAR.most} precision={0} suffix="%" style={{ width: '100%' }} disabled={whyNot !== undefined} />
      </Form.Item>
      {OWN.map((key) => (
        <Form.Item key={key} name={key} label={t(`limits.${key}`)} extra={t(`limits.${key}Hint`)}>
          <InputNumber
            min={1}
            max={MOST}
            precision={0}
            placeholder={t('limits.notWatched')}
            style={{ width: '100%' }}
            disabled={whyNot !== undefined}
          />
        </Form.Item>
      ))}
    </FormDrawer>
  )
}
