/** Which members of staff know a person on WeCom: since when, how they came by, and how it stands. Nothing where nobody does. */
import { listContactsOfPerson, remarkContact } from '@liuchi/server/contract/channels/wecom/contacts'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useMay, useWhyNot, useWorkspace } from '../../../api/session.ts'
import { useTimes } from '../../../i18n/formats.ts'
import { RelationTag, useWayWords } from '../../../parts/wecom-relation.tsx'
import { EditRemark } from './edit-remark.tsx'
import { PersonLines } from './person-lines.tsx'

type Known = ResponseOf<typeof listContactsOfPerson>['items'][number]

export function PersonWecom({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('channels')
  const may = useMay()(listContactsOfPerson)
  const { data, error, refetch } = useRead(listContactsOfPerson, { params: { id: personId } }, { enabled: may })
  return (
    <PersonLines
      title={t('person.title')}
      items={data?.items ?? []}
      error={error}
      onRetry={() => refetch()}
      line={(one) => <KnownBy key={`${one.corpId}:${one.userId}:${one.externalUserId}`} one={one} />}
      restWords={(shown) => `${t('person.rest', { shown })} · ${t('person.showAll')}`}
    />
  )
}

function KnownBy({ one }: { readonly one: Known }) {
  const { t } = useTranslation('channels')
  const times = useTimes()
  const wayWords = useWayWords()
  const { staffName, userId, addedAt, endedAt, addWay, channelState, state } = one
  const origin = [wayWords(addWay), channelState === '' ? '' : t('person.code', { code: channelState })].filter((words) => words !== '')
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 2 }}>
        <strong title={userId}>{staffName || userId}</strong>
        <span>{origin.join(' · ')}</span>
        <span className="lc-soft lc-small" title={times.moment(addedAt)}>
          {t('person.since', { at: times.day(addedAt) })}
          {endedAt === null ? '' : ` · ${t('person.until', { at: times.day(endedAt) })}`}
        </span>
        <Remark one={one} />
      </div>
      <RelationTag state={state} />
    </li>
  )
}

/** As WeCom has it; the staff member's own note, so only where they still have each other can it be changed. */
function Remark({ one }: { readonly one: Known }) {
  const { t } = useTranslation('corptags')
  const whyNot = useWhyNot()(remarkContact)
  const isHidden = !(useWorkspace()?.permissions.includes('people.read_personal') ?? false)
  const [isOpen, open] = useState(false)
  const isHeld = one.state === 'active' || one.state === 'deleted_by_customer'
  const noted = [one.remark, one.description].filter((text) => text !== '').join(' · ')
  return (
    <span className="lc-row" style={{ gap: 4 }}>
      <span className="lc-soft lc-small">{noted === '' ? t('remark.none') : t('remark.noted', { text: noted })}</span>
      {isHeld ? (
        <Button type="link" size="small" style={{ padding: 0 }} disabled={whyNot !== undefined} title={whyNot} onClick={() => open(true)}>
          {t('remark.edit')}
        </Button>
      ) : null}
      {isOpen ? <EditRemark one={one} isHidden={isHidden} open onClose={() => open(false)} /> : null}
    </span>
  )
}
