/** One person in one place: what they did, how they are known, what made them one, and what they agreed to. */
import { type Person, readPerson } from '@liuchi/server/contract/identity'
import { Avatar } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { DetailPage, type DetailTab } from '../../pagekinds/detail/detail-page.tsx'
import { usePersonName } from '../../parts/person-name.ts'
import { useIsPhone } from '../../parts/screen-width.ts'
import { usePaths } from '../../paths.ts'
import { PersonGroups } from './channels/person-groups.tsx'
import { PersonWecom } from './channels/person-wecom.tsx'
import { PersonGraph } from './identity/person-graph.tsx'
import { PersonMerges } from './identity/person-merges.tsx'
import type { Separation } from './identity/separation-notice.tsx'
import { PersonActions } from './person-actions.tsx'
import { PersonFigures } from './person-figures.tsx'
import { PersonNotices } from './person-notices.tsx'
import { PersonState } from './person-state.tsx'
import { PersonConsents } from './privacy/person-consents.tsx'
import { PersonIdentifiers } from './profile/person-identifiers.tsx'
import { PersonTraits } from './profile/person-traits.tsx'
import { PersonDeliveries } from './reach/person-deliveries.tsx'
import { PersonAudiences } from './standing/person-audiences.tsx'
import { PersonPredictions } from './standing/person-predictions.tsx'
import { PersonTags } from './standing/person-tags.tsx'
import { PersonTiers } from './standing/person-tiers.tsx'
import { PersonAside } from './timeline/person-aside.tsx'
import { PersonTimeline } from './timeline/person-timeline.tsx'

const AVATAR_PIXELS = 40

export function PersonPage() {
  const id = useParams().id ?? ''
  return <OnePerson key={id} id={id} />
}

/**
 * The address of somebody who was merged away becomes that of the person who goes on; where from is kept beside the address. Answers that
 * former id on the page it led to.
 */
function useSurvivorAddress(person: Person | undefined): string | undefined {
  const paths = usePaths()
  const navigate = useNavigate()
  const { state, search } = useLocation()
  const survivor = person?.mergedInto
  const asked = useParams().id
  useEffect(() => {
    if (survivor !== undefined && survivor !== asked)
      navigate(`${paths.person(survivor)}${search}`, { replace: true, state: { mergedFrom: asked } })
  }, [survivor, asked, navigate, paths, search])
  const from: unknown = (state as { mergedFrom?: unknown } | null)?.mergedFrom
  return typeof from === 'string' ? from : undefined
}

/** On a phone the timeline stands alone; the profile is one tab away. */
function useTabs(person: Person | undefined, onSeparated: (separation: Separation) => void): DetailTab[] {
  const { t } = useTranslation('people')
  const isPhone = useIsPhone()
  if (!person) return []
  const { id } = person
  return [
    {
      key: 'timeline',
      label: t('tab.timeline'),
      content: (
        <div className="lc-person">
          {isPhone ? null : <PersonAside person={person} />}
          <PersonTimeline id={id} />
        </div>
      ),
    },
    {
      key: 'profile',
      label: t('tab.profile'),
      content: (
        <div className="lc-columns lc-columns-top">
          <div className="lc-stack">
            <PersonIdentifiers person={person} />
            <PersonWecom personId={id} />
            <PersonGroups personId={id} />
          </div>
          <PersonTraits person={person} />
        </div>
      ),
    },
    {
      key: 'standing',
      label: t('tab.standing'),
      content: (
        <div className="lc-columns lc-columns-top">
          <PersonTags personId={id} />
          <div className="lc-stack">
            <PersonTiers personId={id} />
            <PersonPredictions personId={id} />
            <PersonAudiences personId={id} />
          </div>
        </div>
      ),
    },
    { key: 'reach', label: t('tab.reach'), content: <PersonDeliveries personId={id} /> },
    { key: 'graph', label: t('tab.graph'), content: <PersonGraph personId={id} /> },
    { key: 'merges', label: t('tab.merges'), content: <PersonMerges personId={id} onSeparated={onSeparated} /> },
    { key: 'consents', label: t('tab.consents'), content: <PersonConsents personId={id} /> },
  ]
}

function OnePerson({ id }: { readonly id: string }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const nameOf = usePersonName()
  const query = useRead(readPerson, { params: { id } })
  // A kept answer that leads to somebody else may be old: whoever was merged away may have been taken apart again.
  const isUnsure = query.data?.mergedInto !== undefined && query.isFetching
  const person = isUnsure ? undefined : query.data
  const mergedFrom = useSurvivorAddress(person)
  const [separation, setSeparation] = useState<Separation>()
  const tabs = useTabs(person, setSeparation)
  const name = person ? nameOf(person) : t('number', { id })
  return (
    <DetailPage
      title={name}
      picture={
        <Avatar size={AVATAR_PIXELS} className="lc-avatar" aria-hidden>
          {initialOf(name)}
        </Avatar>
      }
      back={{ label: t('title'), href: paths.people() }}
      query={isUnsure ? { ...query, isPending: true } : query}
      state={person ? <PersonState person={person} /> : null}
      notice={
        person ? (
          <PersonNotices mergedFrom={mergedFrom} personId={person.id} separation={separation} onClose={() => setSeparation(undefined)} />
        ) : null
      }
      figures={person ? <PersonFigures person={person} /> : null}
      tabs={tabs}
      extraActions={person ? <PersonActions person={person} /> : null}
    />
  )
}

/** The first letter or character that says something. */
function initialOf(name: string): string {
  return /[\p{L}\p{N}]/u.exec(name)?.[0]?.toUpperCase() ?? '#'
}
