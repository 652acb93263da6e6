/** Sends a content to one person, oneself for the most part, to see it on a phone. */
import { testBroadcast } from '@liuchi/server/contract/reach'
import { Alert, Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { PersonSelect } from '../../../parts/person-select.tsx'
import { VARIANT_LETTERS } from './broadcast-draft.ts'
import type { BroadcastRead } from './broadcast-page.tsx'

interface Values {
  readonly personId: string
  readonly variant: number
}

export interface TestBroadcastProps {
  readonly broadcast: BroadcastRead
  readonly open: boolean
  readonly onClose: () => void
}

export function TestBroadcast({ broadcast, open, onClose }: TestBroadcastProps) {
  const { t } = useTranslation('reach')
  const test = useWrite(testBroadcast)
  const close = () => {
    test.reset()
    onClose()
  }
  const variants = broadcast.contents.map((_, index) => ({ value: index, label: t('variant', { letter: VARIANT_LETTERS[index] }) }))
  return (
    <FormDrawer<Values>
      open={open}
      title={t('test.label')}
      submitLabel={t('test.send')}
      initial={{ personId: '', variant: 0 }}
      onClose={close}
      onSubmit={(body) => test.mutateAsync({ params: { id: broadcast.id }, body })}
      isBusy={test.isPending}
      error={test.error}
      result={test.data ? <Alert type="success" showIcon title={t('test.done', { userId: test.data.userId })} /> : undefined}
    >
      <p className="lc-soft">{t('test.text')}</p>
      <Form.Item name="personId" label={t('test.person')} rules={[{ required: true, message: t('test.personNeeded') }]}>
        <PersonField label={t('test.person')} />
      </Form.Item>
      <Form.Item name="variant" label={t('message')} hidden={variants.length < 2}>
        <Select options={variants} />
      </Form.Item>
    </FormDrawer>
  )
}

/** The form gives the value and takes its changes. */
function PersonField({ label, value = '', onChange }: { label: string; value?: string; onChange?: (id: string) => void }) {
  return <PersonSelect label={label} value={value} onChange={(id) => onChange?.(id)} />
}
