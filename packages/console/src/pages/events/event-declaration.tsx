/** The tracking plan of one event: which properties it should have, and what happens to events that do not fit. */
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { declarePlanEvent, type getPlanEvent, planModes, undeclarePlanEvent } from '@liuchi/server/contract/events/plan'
import type { BodyInputOf, ResponseOf } from '@liuchi/server/platform/contract'
import { Alert, App, Button, Checkbox, Form, Input, Radio, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'

type PlanEventDetail = ResponseOf<typeof getPlanEvent>
type Values = BodyInputOf<typeof declarePlanEvent>
type DeclaredType = Values['properties'][number]['type']

const PROPERTIES_MAX = 200
const STALE = ['trackingPlan.']
const DECLARABLE: readonly DeclaredType[] = ['text', 'number', 'boolean', 'time', 'list', 'object']
/** A property that this part of events carries is proposed as required. */
const REQUIRED_FROM_FILL = 0.999

/** What is declared, else a proposal made of what was seen. */
function startOf(event: PlanEventDetail): Values {
  if (event.declaration) return { ...event.declaration }
  const properties = event.properties.slice(0, PROPERTIES_MAX).map(({ name, types, fill }) => {
    const type = DECLARABLE.find((one) => one === types[0]?.type) ?? 'text'
    return { name, type, required: fill >= REQUIRED_FROM_FILL }
  })
  return { mode: 'observe', description: '', properties }
}

function PropertyRows() {
  const { t } = useTranslation('events')
  const types = DECLARABLE.map((type) => ({ value: type, label: t(`type.${type}`) }))
  return (
    <Form.List name="properties">
      {(rows, { add, remove }) => (
        <div className="lc-stack" style={{ gap: 8 }}>
          {rows.map((row) => (
            <div key={row.key} className="lc-row" style={{ gap: 8 }}>
              <Form.Item name={[row.name, 'name']} noStyle rules={[{ required: true, whitespace: true, message: t('plan.nameNeeded') }]}>
                <Input aria-label={t('property.name')} placeholder={t('property.name')} style={{ flex: '1 1 160px', maxWidth: 280 }} />
              </Form.Item>
              <Form.Item name={[row.name, 'type']} noStyle>
                <Select aria-label={t('property.types')} options={types} style={{ width: 110 }} />
              </Form.Item>
              <Form.Item name={[row.name, 'required']} noStyle valuePropName="checked">
                <Checkbox>{t('plan.required')}</Checkbox>
              </Form.Item>
              <Button type="text" icon={<MinusCircleOutlined />} aria-label={t('plan.removeProperty')} onClick={() => remove(row.name)} />
            </div>
          ))}
          <Button
            type="dashed"
            icon={<PlusOutlined />}
            {...(rows.length >= PROPERTIES_MAX ? { disabled: true } : {})}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => add({ name: '', type: 'text', required: false })}
          >
            {t('plan.addProperty')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}

function Modes() {
  const { t } = useTranslation('events')
  return (
    <Form.Item name="mode" label={t('plan.mode')}>
      <Radio.Group>
        <Space orientation="vertical">
          {planModes.map((mode) => (
            <Radio key={mode} value={mode}>
              {t(`mode.${mode}`)} <span className="lc-soft">– {t(`plan.modeHint.${mode}`)}</span>
            </Radio>
          ))}
        </Space>
      </Radio.Group>
    </Form.Item>
  )
}

export function EventDeclaration({ event }: { readonly event: PlanEventDetail }) {
  const { t } = useTranslation('events')
  const { message } = App.useApp()
  const whyNot = useWhyNot()(declarePlanEvent)
  const declare = useWrite(declarePlanEvent, { stale: STALE })
  const withdraw = useWrite(undeclarePlanEvent, { stale: STALE })
  const save = (values: Values) =>
    declare.mutate({ params: { name: event.name }, body: values }, { onSuccess: () => void message.success(t('plan.saved')) })
  return (
    <Section title={t('plan.title')}>
      <p className="lc-soft" style={{ marginBottom: 16 }}>
        {t(event.declaration ? 'plan.lead' : 'plan.leadNew')}
      </p>
      <Form<Values>
        layout="vertical"
        initialValues={startOf(event)}
        onFinish={save}
        disabled={whyNot !== undefined || declare.isPending}
        style={{ maxWidth: 720 }}
      >
        <Modes />
        <Form.Item name="description" label={t('plan.description')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} placeholder={t('plan.descriptionHint')} />
        </Form.Item>
        <Form.Item label={t('plan.properties')}>
          <PropertyRows />
        </Form.Item>
        <ErrorNotice error={declare.error} />
        {whyNot ? <Alert type="info" showIcon title={whyNot} /> : null}
        <Space style={{ marginTop: 8 }}>
          <Button type="primary" htmlType="submit" loading={declare.isPending} title={whyNot}>
            {t('plan.save')}
          </Button>
          {event.declaration ? (
            <ConfirmButton
              label={t('plan.withdraw')}
              question={t('plan.withdrawQuestion', { name: event.name })}
              consequence={t('plan.withdrawConsequence')}
              whyNot={whyNot}
              run={() => withdraw.mutateAsync({ params: { name: event.name } })}
            />
          ) : null}
        </Space>
      </Form>
    </Section>
  )
}
