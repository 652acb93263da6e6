/** The staff of a corp and how many contacts each has. */
import { listWecomStaff, type WecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import { usePaths } from '../../../paths.ts'

export function CorpStaff({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const query = usePages(listWecomStaff, { params: { corpId } })
  return (
    <RowsSection
      label={t('tab.staff')}
      query={query}
      columns={useStaffColumns()}
      rowKey={({ userId }) => userId}
      rowHref={({ userId }) => paths.corp(corpId, { tab: 'contacts', staff: userId })}
      empty={{ title: t('staff.none'), text: t('staff.noneText') }}
    />
  )
}

function useStaffColumns(): readonly ListColumn<WecomStaff>[] {
  const { t } = useTranslation('channels')
  const numbers = useNumbers()
  const times = useTimes()
  const enabledWords = ({ contactsEnabled, leftAt }: WecomStaff) => {
    if (leftAt !== null) return t('staff.left', { at: times.day(leftAt) })
    return t(contactsEnabled ? 'staff.on' : 'staff.off')
  }
  return [
    { key: 'name', title: t('staff.name'), render: ({ name, userId }) => name || userId, value: ({ name }) => name },
    { key: 'userId', title: t('staff.userId'), render: ({ userId }) => userId, value: ({ userId }) => userId },
    {
      key: 'contacts',
      title: t('staff.contacts'),
      align: 'right',
      render: ({ contacts }) => numbers.count(contacts),
      value: ({ contacts }) => contacts,
    },
    {
      key: 'enabled',
      title: t('staff.enabled'),
      render: (one) => (
        <StateTag state={one.leftAt === null ? (one.contactsEnabled ? 'live' : 'draft') : 'ended'}>{enabledWords(one)}</StateTag>
      ),
      value: enabledWords,
    },
  ]
}
