/** What a member of staff notes of a contact: written to WeCom and read back. */
import { listContactsOfPerson, remarkContact } from '@liuchi/server/contract/channels/wecom/contacts'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { App, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'

const REMARK_MAX_CHARACTERS = 20
const DESCRIPTION_MAX_CHARACTERS = 150
const MOST_PHONES = 5
const PHONE = /^[0-9+() -]{3,32}$/

type Known = ResponseOf<typeof listContactsOfPerson>['items'][number]

interface Values {
  readonly remark?: string
  readonly description?: string
  readonly phones?: string
}

export interface EditRemarkProps {
  readonly one: Known
  /** Remark and description are shown shortened, so that what stands in the fields is not what WeCom has. */
  readonly isHidden: boolean
  readonly open: boolean
  readonly onClose: () => void
}

const linesOf = (text = '') => text.split('\n').flatMap((line) => line.trim() || [])

export function EditRemark({ one, isHidden, open, onClose }: EditRemarkProps) {
  const { t } = useTranslation('corptags')
  const { message } = App.useApp()
  const write = useWrite(remarkContact, { stale: [listContactsOfPerson.name] })
  const before = isHidden ? { remark: '', description: '' } : { remark: one.remark, description: one.description }
  const submit = async (values: Values) => {
    const { remark = '', description = '' } = values
    const phones = linesOf(values.phones)
    const body = {
      ...(remark.trim() === before.remark ? {} : { remark }),
      ...(description.trim() === before.description ? {} : { description }),
      ...(phones.length > 0 ? { phones } : {}),
    }
    if (Object.keys(body).length === 0) return void message.info(t('remark.nothing'))
    const { corpId, userId, externalUserId } = one
    const { readBack } = await write.mutateAsync({ params: { corpId, userId, externalUserId }, body })
    if (readBack) message.success(t('remark.saved'))
    else message.warning(t('remark.unread'))
    onClose()
  }
  const checkPhones = (_rule: object, text?: string) => {
    const phones = linesOf(text)
    const isRight = phones.length <= MOST_PHONES && phones.every((phone) => PHONE.test(phone))
    return isRight ? Promise.resolve() : Promise.reject(new Error(t('remark.phonesWrong')))
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('remark.title', { name: one.staffName || one.userId })}
      submitLabel={t('remark.save')}
      initial={{ ...before, phones: '' }}
      onClose={onClose}
      onSubmit={submit}
      isBusy={write.isPending}
      error={write.error}
    >
      {isHidden ? <p className="lc-soft">{t('remark.hidden')}</p> : null}
      <Form.Item name="remark" label={t('remark.remark')}>
        <Input maxLength={REMARK_MAX_CHARACTERS} showCount />
      </Form.Item>
      <Form.Item name="description" label={t('remark.description')}>
        <Input.TextArea maxLength={DESCRIPTION_MAX_CHARACTERS} showCount autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      <Form.Item name="phones" label={t('remark.phones')} extra={t('remark.phonesHint')} rules={[{ validator: checkPhones }]}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: MOST_PHONES }} />
      </Form.Item>
    </FormDrawer>
  )
}
