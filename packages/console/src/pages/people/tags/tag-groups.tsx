/** The groups of tags: made, renamed, made exclusive, deleted. */
import { changeTagGroup, createTagGroup, deleteTagGroup, listTagGroups, type TagGroup } from '@liuchi/server/contract/identity/tags'
import { Button, Checkbox, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'

const WIDTH_PIXELS = 520
const NAME_MAX_CHARACTERS = 100
const STALE = ['tag_groups.', 'tags.', 'persons.']

export function TagGroups({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('tags')
  const { data, error, refetch } = useRead(listTagGroups, {}, { enabled: open })
  return (
    <Drawer open={open} title={t('groups.title')} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      <div className="lc-stack">
        <p className="lc-soft">{t('groups.lead')}</p>
        <ErrorNotice error={error} onRetry={() => refetch()} />
        <NewGroup />
        <ul className="lc-lines">
          {(data?.items ?? []).map((group) => (
            <OneGroup key={group.id} group={group} />
          ))}
        </ul>
      </div>
    </Drawer>
  )
}

function NewGroup() {
  const { t } = useTranslation('tags')
  const whyNot = useWhyNot()(createTagGroup)
  const [name, setName] = useState('')
  const [exclusive, setExclusive] = useState(false)
  const create = useWrite(createTagGroup, { stale: STALE })
  const submit = () =>
    name.trim() !== '' && create.mutate({ body: { name: name.trim(), exclusive } }, { onSuccess: () => void setName('') })
  return (
    <div className="lc-stack" style={{ gap: 8 }}>
      <div className="lc-row" style={{ flexWrap: 'nowrap' }}>
        <Input
          aria-label={t('groups.name')}
          placeholder={t('groups.name')}
          maxLength={NAME_MAX_CHARACTERS}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={submit}
        />
        <Button
          type="primary"
          loading={create.isPending}
          disabled={whyNot !== undefined || name.trim() === ''}
          title={whyNot}
          onClick={submit}
        >
          {t('groups.add')}
        </Button>
      </div>
      <Checkbox checked={exclusive} onChange={({ target }) => setExclusive(target.checked)}>
        {t('groups.exclusive')}
      </Checkbox>
      <ErrorNotice error={create.error} />
    </div>
  )
}

function OneGroup({ group }: { readonly group: TagGroup }) {
  const { t } = useTranslation('tags')
  const whyNot = useWhyNot()
  const change = useWrite(changeTagGroup, { stale: STALE })
  const remove = useWrite(deleteTagGroup, { stale: STALE })
  const { id, name, exclusive, tags } = group
  const mayNot = whyNot(changeTagGroup)
  const rename = (text: string) => {
    const called = text.trim()
    if (called !== '' && called !== name) change.mutate({ params: { id }, body: { name: called } })
  }
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 6, flex: 1 }}>
        <Input
          key={name}
          aria-label={t('groups.rename', { name })}
          disabled={mayNot !== undefined}
          maxLength={NAME_MAX_CHARACTERS}
          defaultValue={name}
          onBlur={({ target }) => rename(target.value)}
          onPressEnter={({ currentTarget }) => currentTarget.blur()}
        />
        <Checkbox
          checked={exclusive}
          disabled={mayNot !== undefined || change.isPending}
          onChange={({ target }) => change.mutate({ params: { id }, body: { exclusive: target.checked } })}
        >
          {t('groups.exclusive')}
        </Checkbox>
        <span className="lc-soft lc-small">{t('groups.tags', { count: tags })}</span>
        <ErrorNotice error={change.error} />
      </div>
      <ConfirmButton
        size="small"
        type="text"
        label={t('groups.remove')}
        question={t('groups.removeQuestion', { name })}
        consequence={t('groups.removeConsequence', { count: tags })}
        whyNot={whyNot(deleteTagGroup)}
        run={() => remove.mutateAsync({ params: { id } })}
      />
    </li>
  )
}
