/** Beside the timeline: how a person is known and what is known, in short; the whole of it is a tab away. */
import { CheckCircleFilled } from '@ant-design/icons'
import type { Person } from '@liuchi/server/contract/identity'
import { Tag as Chip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { useKindWords } from '../../../parts/kind-words.ts'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { PersonWecom } from '../channels/person-wecom.tsx'
import { traitText } from '../profile/trait-value.ts'

const IDENTIFIERS_SHOWN = 8
const TRAITS_SHOWN = 12
const TAGS_SHOWN = 12

export function PersonAside({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const times = useTimes()
  const kindWords = useKindWords()
  const paths = usePaths()
  const traits = Object.entries(person.traits)
  return (
    <div className="lc-stack">
      <Section title={t('identifiers')}>
        {person.identifiers.length === 0 ? <span className="lc-soft">{t('noIdentifiers')}</span> : null}
        <Pairs
          items={person.identifiers.slice(0, IDENTIFIERS_SHOWN).map(({ kind, value, verified, since }) => ({
            name: kindWords(kind),
            key: `${kind}:${value}`,
            value: (
              <span className="lc-row" style={{ gap: 6 }} title={t('since', { at: times.moment(since) })}>
                <CopyText text={value} />
                {verified ? <CheckCircleFilled className="lc-change-good" aria-label={t('verified')} title={t('verified')} /> : null}
              </span>
            ),
          }))}
        />
        <Rest personId={person.id} rest={person.identifiersTotal - IDENTIFIERS_SHOWN} />
      </Section>
      <PersonWecom personId={person.id} />
      <Section title={t('tags')}>
        {person.tags.length === 0 ? <span className="lc-soft">{t('noTags')}</span> : null}
        <span className="lc-row" style={{ gap: 4 }}>
          {person.tags.slice(0, TAGS_SHOWN).map(({ name, values }) => (
            <Chip key={name} className="lc-identifier">
              {values.length > 0 ? `${name}: ${values.join(', ')}` : name}
            </Chip>
          ))}
        </span>
        <div>
          <Link to={paths.person(person.id, 'standing')} className="lc-small">
            {person.tags.length > TAGS_SHOWN ? t('showRest', { shown: person.tags.length - TAGS_SHOWN }) : t('toStanding')}
          </Link>
        </div>
      </Section>
      <Section title={t('traits')}>
        {traits.length === 0 ? <span className="lc-soft">{t('noTraits')}</span> : null}
        <Pairs items={traits.slice(0, TRAITS_SHOWN).map(([name, value]) => ({ name, value: traitText(value) }))} />
        <Rest personId={person.id} rest={traits.length - TRAITS_SHOWN} />
      </Section>
    </div>
  )
}

/** The way to what is not shown here. */
function Rest({ personId, rest }: { readonly personId: string; readonly rest: number }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const numbers = useNumbers()
  if (rest <= 0) return null
  return <Link to={paths.person(personId, 'profile')}>{t('showRest', { shown: numbers.exact(rest) })}</Link>
}
