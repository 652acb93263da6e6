/** The customer groups a person is or was in. Nothing where there is none. */
import { listGroupsOfPerson } from '@liuchi/server/contract/channels/wecom/groups'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import { useHowWords, useSceneWords } from '../../../parts/wecom-group.tsx'
import { usePaths } from '../../../paths.ts'

const SHOWN_AT_FIRST = 5

type Stay = ResponseOf<typeof listGroupsOfPerson>['items'][number]

export function PersonGroups({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  const may = useMay()(listGroupsOfPerson)
  const [isWhole, showWhole] = useState(false)
  const { data, error, refetch } = useRead(listGroupsOfPerson, { params: { id: personId } }, { enabled: may })
  const items = data?.items ?? []
  if (!error && items.length === 0) return null
  const shown = isWhole ? items : items.slice(0, SHOWN_AT_FIRST)
  const rest = items.length - shown.length
  return (
    <Section title={t('person.title')}>
      <ErrorNotice error={error} onRetry={() => refetch()} />
      <ul className="lc-lines">
        {shown.map((stay) => (
          <OneStay key={`${stay.corpId}:${stay.chatId}:${stay.joinedAt}`} stay={stay} />
        ))}
      </ul>
      {rest > 0 ? (
        <Button type="link" size="small" onClick={() => showWhole(true)}>
          {t('person.rest', { shown: numbers.exact(rest) })} · {t('person.showAll')}
        </Button>
      ) : null}
    </Section>
  )
}

function OneStay({ stay }: { readonly stay: Stay }) {
  const { t } = useTranslation('groups')
  const times = useTimes()
  const paths = usePaths()
  const sceneWords = useSceneWords()
  const howWords = useHowWords()
  const { chatId, name, joinedAt, joinScene, leftAt, leftHow } = stay
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 2 }}>
        <Link to={paths.group(chatId)}>{name || t('noName')}</Link>
        <span className="lc-soft lc-small" title={times.moment(joinedAt)}>
          {t('person.joined', { at: times.day(joinedAt), scene: sceneWords(joinScene) })}
          {leftAt === null ? '' : ` · ${t('person.left', { at: times.day(leftAt) })} · ${howWords(leftHow)}`}
        </span>
      </div>
      <StateTag state={leftAt === null ? 'live' : 'ended'}>{t(leftAt === null ? 'person.here' : 'person.gone')}</StateTag>
    </li>
  )
}
