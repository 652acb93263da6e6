/** The members of a group: customers, staff, who left, who is in other groups too, who is nobody's contact. */
import { listGroupMembers, MEMBER_CHOICES, type WecomGroup, type WecomGroupMember } from '@liuchi/server/contract/channels/wecom/groups'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { useListAddress } from '../../pagekinds/list/list-address.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../parts/moment.tsx'
import { useHowWords, useSceneWords } from '../../parts/wecom-group.tsx'
import { usePaths } from '../../paths.ts'

const WHO_KEY = 'who'

export function GroupMembers({ group }: { readonly group: WecomGroup }) {
  const { t } = useTranslation('groups')
  const address = useListAddress()
  const who = MEMBER_CHOICES.find((one) => one === address.get(WHO_KEY)) ?? 'customers'
  const query = usePages(listGroupMembers, { params: { id: group.chatId }, query: { who } })
  const columns = useMemberColumns()
  const shown = who === 'left' ? columns : columns.filter(({ key }) => key !== 'leftAt' && key !== 'how')
  return (
    <div className="lc-stack">
      <div className="lc-scroll-x">
        <Segmented
          aria-label={t('who.label')}
          value={who}
          options={MEMBER_CHOICES.map((one) => ({ value: one, label: t(`who.${one}`) }))}
          onChange={(next) => address.set(WHO_KEY, next === 'customers' ? '' : next)}
        />
      </div>
      <RowsSection
        label={t('tab.members')}
        query={query}
        columns={shown}
        rowKey={({ memberId, joinedAt }) => `${memberId}:${joinedAt}`}
        empty={{ title: t('member.none'), text: t('member.noneText') }}
      />
    </div>
  )
}

function MemberName({ member }: { readonly member: WecomGroupMember }) {
  const { t } = useTranslation('groups')
  const paths = usePaths()
  const { memberId, personId, name, nickname, kind, isOwner, isAdmin } = member
  const words = [
    nickname === name ? '' : nickname,
    isOwner ? t('member.owner') : isAdmin ? t('member.admin') : kind === 'staff' ? t('member.isStaff') : '',
  ]
  const beside = words.filter((word) => word !== '').join(' · ')
  const shown = name || memberId
  return (
    <span>
      {personId === null ? <span title={memberId}>{shown}</span> : <Link to={paths.person(personId)}>{shown}</Link>}
      {beside === '' ? null : <span className="lc-soft lc-small"> {beside}</span>}
    </span>
  )
}

function useMemberColumns(): readonly ListColumn<WecomGroupMember>[] {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  const sceneWords = useSceneWords()
  const howWords = useHowWords()
  const contactWords = ({ kind, contactOf }: WecomGroupMember) => {
    if (kind === 'staff') return ''
    return contactOf === 0 ? t('member.notContact') : t('member.contactOfValue', { shown: numbers.exact(contactOf) })
  }
  return [
    { key: 'name', title: t('member.name'), render: (one) => <MemberName member={one} />, value: ({ name }) => name },
    { key: 'leftAt', title: t('member.leftAt'), render: ({ leftAt }) => <Moment at={leftAt} />, value: ({ leftAt }) => leftAt },
    { key: 'how', title: t('member.how'), render: ({ leftHow }) => howWords(leftHow), value: ({ leftHow }) => howWords(leftHow) },
    { key: 'joinedAt', title: t('member.joinedAt'), render: ({ joinedAt }) => <Moment at={joinedAt} />, value: ({ joinedAt }) => joinedAt },
    {
      key: 'scene',
      title: t('member.scene'),
      render: ({ joinScene }) => sceneWords(joinScene),
      value: ({ joinScene }) => sceneWords(joinScene),
    },
    {
      key: 'invitor',
      title: t('member.invitor'),
      render: ({ invitor, invitorName }) => <span title={invitor}>{invitorName || invitor}</span>,
      value: ({ invitor, invitorName }) => invitorName || invitor,
    },
    { key: 'code', title: t('member.code'), render: ({ channelState }) => channelState, value: ({ channelState }) => channelState },
    {
      key: 'otherGroups',
      title: t('member.otherGroups'),
      align: 'right',
      render: ({ otherGroups }) => numbers.exact(otherGroups),
      value: ({ otherGroups }) => otherGroups,
    },
    { key: 'contactOf', title: t('member.contactOf'), render: contactWords, value: ({ contactOf }) => contactOf },
  ]
}
