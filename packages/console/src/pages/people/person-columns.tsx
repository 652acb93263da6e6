/** Columns of people. */
import type { Person } from '@liuchi/server/contract/identity'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Mark } from '../../parts/mark.tsx'
import { Moment } from '../../parts/moment.tsx'
import { usePersonName } from '../../parts/person-name.ts'
import { IdentifierTag } from './identity/identifier-tag.tsx'
import { traitText } from './profile/trait-value.ts'

const IDENTIFIERS_SHOWN = 3
const TRAITS_SHOWN = 3

function Identifiers({ person }: { readonly person: Person }) {
  const { identifiers, identifiersTotal } = person
  return (
    <span className="lc-row" style={{ gap: 4 }}>
      {identifiers.slice(0, IDENTIFIERS_SHOWN).map((identifier) => (
        <IdentifierTag key={`${identifier.kind}:${identifier.value}`} identifier={identifier} />
      ))}
      {identifiersTotal > IDENTIFIERS_SHOWN ? <span className="lc-soft">+{identifiersTotal - IDENTIFIERS_SHOWN}</span> : null}
    </span>
  )
}

function Traits({ person }: { readonly person: Person }) {
  const entries = Object.entries(person.traits)
  return (
    <span className="lc-row" style={{ gap: 4 }}>
      {entries.slice(0, TRAITS_SHOWN).map(([name, value]) => (
        <span key={name}>
          <span className="lc-soft">{name}</span> {traitText(value)}
        </span>
      ))}
      {entries.length > TRAITS_SHOWN ? <span className="lc-soft">+{entries.length - TRAITS_SHOWN}</span> : null}
    </span>
  )
}

/** A number that was merged away, and the person who goes on. */
export interface Former {
  readonly id: string
  readonly into: string
}

/** The name, and that the number looked for is now part of this person. */
function Name({ person, former }: { readonly person: Person; readonly former: Former | undefined }) {
  const { t } = useTranslation('people')
  const nameOf = usePersonName()
  return (
    <span className="lc-row" style={{ gap: 6 }}>
      {nameOf(person)}
      {former?.into === person.id ? <Mark tone="blue">{t('mergedFrom', { from: former.id })}</Mark> : null}
    </span>
  )
}

/** `former`: what became of the number that was looked for. */
export function usePersonColumns(former?: Former): readonly ListColumn<Person>[] {
  const { t } = useTranslation('people')
  const nameOf = usePersonName()
  return [
    {
      key: 'name',
      title: t('column.name'),
      render: (person) => <Name person={person} former={former} />,
      value: (person) => nameOf(person),
    },
    {
      key: 'identifiers',
      title: t('column.identifiers'),
      render: (person) => <Identifiers person={person} />,
      value: ({ identifiers }) => identifiers.map(({ kind, value }) => `${kind}:${value}`).join(' '),
    },
    {
      key: 'traits',
      title: t('column.traits'),
      render: (person) => <Traits person={person} />,
      value: ({ traits }) => JSON.stringify(traits),
      notOnPhone: true,
    },
    {
      key: 'lastSeenAt',
      title: t('column.lastSeenAt'),
      render: ({ lastSeenAt }) => <Moment at={lastSeenAt} ago />,
      value: ({ lastSeenAt }) => lastSeenAt,
    },
    {
      key: 'firstSeenAt',
      title: t('column.firstSeenAt'),
      render: ({ firstSeenAt }) => <Moment at={firstSeenAt} />,
      value: ({ firstSeenAt }) => firstSeenAt,
      notOnPhone: true,
    },
    {
      key: 'id',
      title: t('column.id'),
      render: ({ id }) => <span className="lc-mono">{id}</span>,
      value: ({ id }) => id,
      hiddenAtFirst: true,
    },
  ]
}
