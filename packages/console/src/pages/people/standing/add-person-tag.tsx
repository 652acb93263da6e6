/** Puts a tag on one person: those made by hand, by group. */
import { addPersonTag, listTags } from '@liuchi/server/contract/identity/tags'
import { Form, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { useSettled } from '../../../parts/settled.ts'
import { usePaths } from '../../../paths.ts'

const OFFERED = 100

interface Values {
  readonly name: string
}

export interface AddPersonTagProps {
  readonly personId: string
  readonly open: boolean
  readonly onClose: () => void
}

export function AddPersonTag({ personId, open, onClose }: AddPersonTagProps) {
  const { t } = useTranslation('tags')
  const paths = usePaths()
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const { data, isFetching } = useRead(
    listTags,
    { query: { kind: 'manual', limit: OFFERED, ...(q === '' ? {} : { q }) } },
    { enabled: open, keepPrevious: true },
  )
  const add = useWrite(addPersonTag, { stale: ['persons.', 'tags.'] })
  const submit = async ({ name }: Values) => {
    await add.mutateAsync({ params: { id: personId }, body: { name } })
    onClose()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('person.add')}
      submitLabel={t('person.addIt')}
      initial={{}}
      onClose={onClose}
      onSubmit={submit}
      isBusy={add.isPending}
      error={add.error}
    >
      <Form.Item name="name" label={t('tag')} extra={t('person.addHint')} rules={[{ required: true, message: t('needed') }]}>
        <Select
          autoFocus
          placeholder={t('choose')}
          notFoundContent={t('none')}
          loading={isFetching}
          showSearch={{ filterOption: false, onSearch: type }}
          options={(data?.items ?? []).map(({ name, groupName, exclusive }) => ({
            value: name,
            label: [groupName ? `${groupName} · ${name}` : name, exclusive ? `(${t('exclusive')})` : ''].join(' '),
          }))}
        />
      </Form.Item>
      <Link to={paths.tags()}>{t('person.manage')}</Link>
    </FormDrawer>
  )
}
