/** The contacts of a corp, pair by pair; of one member of staff or in one state when the address says so. */
import { listWecomContacts, WecomContact } from '@liuchi/server/contract/channels/wecom/contacts'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Select, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { RelationTag, useWayWords } from '../../../parts/wecom-relation.tsx'
import { usePaths } from '../../../paths.ts'
import { useStaffName } from './use-staff.ts'

type Row = ResponseOf<typeof listWecomContacts>['items'][number]

const STATES = WecomContact.shape.state.options
const [STATE_KEY, STAFF_KEY] = ['state', 'staff'] as const

export function CorpContacts({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const address = useListAddress()
  const staffName = useStaffName(corpId)
  const userId = address.get(STAFF_KEY)
  const state = STATES.find((one) => one === address.get(STATE_KEY))
  const query = usePages(listWecomContacts, {
    params: { corpId },
    query: { ...(userId ? { userId } : {}), ...(state ? { state } : {}) },
  })
  return (
    <div className="lc-stack">
      <div className="lc-row">
        <Select
          aria-label={t('contact.state')}
          style={{ minWidth: 180 }}
          value={state ?? ''}
          options={[{ value: '', label: t('contact.allStates') }, ...STATES.map((one) => ({ value: one, label: t(`relation.${one}`) }))]}
          onChange={(chosen: string) => address.set(STATE_KEY, chosen)}
        />
        {userId ? (
          <Tag closable={{ 'aria-label': t('contact.allStaff') }} onClose={() => address.set(STAFF_KEY, '')}>
            {t('contact.onlyStaff', { name: staffName(userId) })}
          </Tag>
        ) : null}
      </div>
      <RowsSection
        label={t('tab.contacts')}
        query={query}
        columns={useContactColumns()}
        rowKey={(one) => `${one.userId}:${one.externalUserId}`}
        rowHref={({ personId }) => paths.person(personId)}
        empty={{ title: t('contact.none'), text: t('contact.noneText') }}
      />
    </div>
  )
}

function useContactColumns(): readonly ListColumn<Row>[] {
  const { t } = useTranslation('channels')
  const wayWords = useWayWords()
  return [
    { key: 'name', title: t('contact.name'), render: ({ name, externalUserId }) => name || externalUserId, value: ({ name }) => name },
    {
      key: 'staff',
      title: t('contact.staff'),
      render: ({ userId, staffName }) => <span title={userId}>{staffName || userId}</span>,
      value: ({ userId, staffName }) => staffName || userId,
    },
    {
      key: 'state',
      title: t('contact.state'),
      render: ({ state }) => <RelationTag state={state} />,
      value: ({ state }) => t(`relation.${state}`),
    },
    { key: 'way', title: t('contact.way'), render: ({ addWay }) => wayWords(addWay), value: ({ addWay }) => wayWords(addWay) },
    { key: 'code', title: t('contact.code'), render: ({ channelState }) => channelState, value: ({ channelState }) => channelState },
    { key: 'addedAt', title: t('contact.addedAt'), render: ({ addedAt }) => <Moment at={addedAt} />, value: ({ addedAt }) => addedAt },
    {
      key: 'endedAt',
      title: t('contact.endedAt'),
      render: ({ endedAt }) => <Moment at={endedAt} />,
      value: ({ endedAt }) => endedAt,
      notOnPhone: true,
    },
  ]
}
