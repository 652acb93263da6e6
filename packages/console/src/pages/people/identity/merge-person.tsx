/** Makes another person one with this one: looked up and seen side by side first. */
import { type Identifier, listPersons, type Person } from '@liuchi/server/contract/identity'
import { mergePersons } from '@liuchi/server/contract/identity/links'
import { App, Form, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { usePersonName } from '../../../parts/person-name.ts'
import { useSettled } from '../../../parts/settled.ts'
import { IdentifierTag, useIdentifierWords } from './identifier-tag.tsx'
import { otherError, RefusedLink } from './refused-link.tsx'
import { IDENTITY_STALE } from './stale.ts'

interface Values {
  readonly other: string
}

export interface MergePersonProps {
  readonly person: Person
  readonly open: boolean
  readonly onClose: () => void
}

const PEOPLE_OFFERED = 20
const IDENTIFIERS_SHOWN = 6

export function MergePerson({ person, open, onClose }: MergePersonProps) {
  const { t } = useTranslation('people')
  const { message } = App.useApp()
  const nameOf = usePersonName()
  const words = useIdentifierWords()
  const [text, setText] = useState('')
  const q = useSettled(text.trim())
  const found = useRead(listPersons, { query: { q, limit: PEOPLE_OFFERED } }, { enabled: open && q !== '', keepPrevious: true })
  const others = (q === '' ? [] : (found.data?.items ?? [])).filter(({ id }) => id !== person.id)
  const [other, choose] = useState<Person>()
  const merge = useWrite(mergePersons, { stale: IDENTITY_STALE })
  const close = () => {
    merge.reset()
    setText('')
    choose(undefined)
    onClose()
  }
  const submit = async () => {
    if (!other) return
    const { personId, merged } = await merge.mutateAsync({ params: { id: person.id }, body: { personId: other.id } })
    message.success(merged.length > 0 ? t('link.merged', { id: merged[0] }) : t('link.mergedInto', { id: personId }))
    close()
  }
  const labelOf = (one: Person) => [`${nameOf(one)} #${one.id}`, ...one.identifiers.slice(0, 2).map(words)].join(' · ')
  return (
    <FormDrawer<Values>
      open={open}
      title={t('merge.title')}
      submitLabel={other ? t('merge.submitWith', { name: nameOf(other) }) : t('merge.submit')}
      initial={{}}
      onClose={close}
      onSubmit={submit}
      isBusy={merge.isPending}
      error={otherError(merge.error)}
    >
      <p className="lc-soft lc-form-lead">{t('merge.lead')}</p>
      <ErrorNotice error={found.error} />
      <Form.Item name="other" label={t('merge.other')} extra={t('merge.otherHint')} rules={[{ required: true, message: t('needed') }]}>
        <Select
          autoFocus
          showSearch={{ filterOption: false, onSearch: setText }}
          placeholder={t('search')}
          notFoundContent={q === '' ? t('merge.type') : t('merge.notFound')}
          loading={found.isFetching}
          options={others.map((one) => ({ value: one.id, label: labelOf(one) }))}
          onChange={(id: string) => choose(others.find((one) => one.id === id))}
        />
      </Form.Item>
      {other ? (
        <div className="lc-side-by-side">
          <PersonCard person={person} name={nameOf(person)} />
          <PersonCard person={other} name={nameOf(other)} />
        </div>
      ) : null}
      <RefusedLink error={merge.error} personId={person.id} />
    </FormDrawer>
  )
}

function PersonCard({ person, name }: { readonly person: Person; readonly name: string }) {
  const shown: readonly Identifier[] = person.identifiers.slice(0, IDENTIFIERS_SHOWN)
  return (
    <div className="lc-condition">
      <strong>
        {name} <span className="lc-soft lc-small">#{person.id}</span>
      </strong>
      <span className="lc-row" style={{ gap: 4 }}>
        {shown.map((one) => (
          <IdentifierTag key={`${one.kind}:${one.value}`} identifier={one} />
        ))}
        {person.identifiersTotal > shown.length ? <span className="lc-soft">+{person.identifiersTotal - shown.length}</span> : null}
      </span>
    </div>
  )
}
