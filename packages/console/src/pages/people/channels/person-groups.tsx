/** The customer groups a person is or was in. Nothing where there is none. */
import { listGroupsOfPerson } from '@liuchi/server/contract/channels/wecom/groups'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { useTimes } from '../../../i18n/formats.ts'
import { StateTag } from '../../../parts/state-tag.tsx'
import { useHowWords, useSceneWords } from '../../../parts/wecom-group.tsx'
import { usePaths } from '../../../paths.ts'
import { PersonLines } from './person-lines.tsx'

type Stay = ResponseOf<typeof listGroupsOfPerson>['items'][number]

export function PersonGroups({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('groups')
  const may = useMay()(listGroupsOfPerson)
  const { data, error, refetch } = useRead(listGroupsOfPerson, { params: { id: personId } }, { enabled: may })
  return (
    <PersonLines
      title={t('person.title')}
      items={data?.items ?? []}
      error={error}
      onRetry={() => refetch()}
      line={(stay) => <OneStay key={`${stay.corpId}:${stay.chatId}:${stay.joinedAt}`} stay={stay} />}
      restWords={(shown) => `${t('person.rest', { shown })} · ${t('person.showAll')}`}
    />
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
