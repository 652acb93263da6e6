/** What can be done with a person: link an identifier, merge with somebody else, and behind 更多 what the law gives them. */
import { MoreOutlined } from '@ant-design/icons'
import type { Person } from '@liuchi/server/contract/identity'
import { linkIdentifier } from '@liuchi/server/contract/identity/links'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhyNot } from '../../api/session.ts'
import { LinkIdentifier } from './identity/link-identifier.tsx'
import { MergePerson } from './identity/merge-person.tsx'
import { usePrivacyActions } from './privacy/privacy-actions.tsx'

export function PersonActions({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const [shown, show] = useState<'link' | 'merge'>()
  const whyNot = useWhyNot()(linkIdentifier)
  const privacy = usePrivacyActions({ personId: person.id })
  const close = () => show(undefined)
  return (
    <>
      <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => show('link')}>
        {t('link.title')}
      </Button>
      <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => show('merge')}>
        {t('merge.title')}
      </Button>
      <Dropdown
        destroyOnHidden
        trigger={['click']}
        menu={{
          items: privacy.actions.map((action) => ({
            key: action.key,
            label: action.label,
            danger: action.danger ?? false,
            disabled: action.whyNot !== undefined,
            onClick: action.onClick,
            ...(action.whyNot === undefined ? {} : { title: action.whyNot }),
          })),
        }}
      >
        <Button icon={<MoreOutlined />} aria-label={t('moreActions')} title={t('moreActions')} />
      </Dropdown>
      <LinkIdentifier personId={person.id} open={shown === 'link'} onClose={close} />
      <MergePerson person={person} open={shown === 'merge'} onClose={close} />
      {privacy.dialogs}
    </>
  )
}
