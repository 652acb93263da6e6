/** Columns of conflicts: the two people side by side, what brought them together, and what is or was decided. */
import type { Conflict } from '@liuchi/server/contract/identity/links'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { z } from 'zod'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { useKindWords } from '../../../parts/kind-words.ts'
import { Mark } from '../../../parts/mark.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePaths } from '../../../paths.ts'
import type { Tone } from '../../../theme/states.ts'
import { Evidence } from '../identity/evidence.tsx'
import { IdentifierPair } from '../identity/identifier-tag.tsx'
import { useIdentityWords } from '../identity/identity-words.ts'
import { ConflictDecisions } from './conflict-decisions.tsx'

export type OneConflict = z.output<typeof Conflict>

const stateTone: Readonly<Record<OneConflict['state'], Tone>> = {
  open: 'amber',
  merged: 'green',
  apart: 'blueGrey',
  replaced: 'green',
  settled: 'grey',
}

function ConflictPeople({ conflict }: { readonly conflict: OneConflict }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const numbers = useNumbers()
  const kindWords = useKindWords()
  return (
    <div className="lc-side-by-side">
      {conflict.persons.map((person, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two places, and both may hold the same person once it is decided
        <div key={index} className="lc-condition">
          <Link to={paths.person(person.id)}>
            <strong>{person.name ?? t('number', { id: person.id })}</strong>{' '}
            {person.name === null ? null : <span className="lc-soft lc-small">#{person.id}</span>}
          </Link>
          <span className="lc-soft lc-small">{kindWords(conflict.kind)}</span>
          <span className="lc-row" style={{ gap: 4 }}>
            {person.values.length === 0 ? <span className="lc-soft">{t('conflicts.noValue')}</span> : null}
            {person.values.map((value) => (
              <Tag key={value} className="lc-identifier">
                {value}
              </Tag>
            ))}
          </span>
          <span className="lc-soft lc-small">
            {t('identifierCount', { count: person.identifiers, shown: numbers.exact(person.identifiers) })}
          </span>
        </div>
      ))}
    </div>
  )
}

function Together({ conflict }: { readonly conflict: OneConflict }) {
  const identityWords = useIdentityWords()
  return (
    <div className="lc-stack lc-wrap" style={{ gap: 4 }}>
      <IdentifierPair identifiers={conflict.identifiers} />
      <span>{identityWords.origin(conflict)}</span>
      <span className="lc-soft lc-small">
        <Moment at={conflict.at} />
        <Evidence text={conflict.evidence} />
      </span>
    </div>
  )
}

function Decided({ conflict }: { readonly conflict: OneConflict }) {
  const { t } = useTranslation('people')
  return (
    <div className="lc-stack" style={{ gap: 4, alignItems: 'flex-start' }}>
      <Mark tone={stateTone[conflict.state]}>{t(`conflicts.state.${conflict.state}`)}</Mark>
      <span className="lc-soft lc-small">
        <Moment at={conflict.decidedAt} />
        {conflict.decidedBy ? ` · ${conflict.decidedBy}` : ''}
      </span>
    </div>
  )
}

export function useConflictColumns(state: 'open' | 'decided'): readonly ListColumn<OneConflict>[] {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  const identityWords = useIdentityWords()
  return [
    {
      key: 'people',
      title: t('conflicts.people'),
      render: (conflict) => <ConflictPeople conflict={conflict} />,
      value: ({ persons, kind }) => `${kindWords(kind)}: ${persons.map(({ id, values }) => `#${id} ${values.join(' ')}`).join(' / ')}`,
    },
    {
      key: 'together',
      title: t('conflicts.together'),
      render: (conflict) => <Together conflict={conflict} />,
      value: (conflict) => `${conflict.at} ${identityWords.origin(conflict)}`,
    },
    state === 'open'
      ? {
          key: 'decide',
          title: t('conflicts.decide'),
          render: (conflict) => <ConflictDecisions conflict={conflict} />,
          value: () => t('conflicts.state.open'),
        }
      : {
          key: 'decision',
          title: t('conflicts.decision'),
          render: (conflict) => <Decided conflict={conflict} />,
          value: (conflict) => `${t(`conflicts.state.${conflict.state}`)} ${conflict.decidedAt ?? ''}`,
        },
  ]
}
