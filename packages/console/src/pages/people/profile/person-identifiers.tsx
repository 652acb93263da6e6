/** Every identifier of a person: verified or not, since when, how it came to this person, and the way to take it away. */
import { CheckCircleFilled } from '@ant-design/icons'
import type { Identifier, Person } from '@liuchi/server/contract/identity'
import { unbindIdentifier } from '@liuchi/server/contract/identity/links'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { useKindWords } from '../../../parts/kind-words.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { useIdentifierWords } from '../identity/identifier-tag.tsx'
import { useIdentityWords } from '../identity/identity-words.ts'
import { useMasked } from '../identity/masked.ts'
import { IDENTITY_STALE } from '../identity/stale.ts'
import { useIdentityGraph } from '../identity/use-identity-graph.ts'

/** Where each identifier came from, by kind and value; the first of a person was joined by nothing. */
function useOrigins(personId: string): (identifier: Identifier) => string {
  const { t } = useTranslation('people')
  const { graph, shape } = useIdentityGraph(personId)
  const identityWords = useIdentityWords()
  return ({ kind, value }) => {
    const node = graph.nodes.find((one) => one.kind === kind && one.value === value)
    if (!node) return '–'
    const edge = shape.joinedBy.get(node.atom)
    return edge ? identityWords.origin(edge) : t('graph.first')
  }
}

export function PersonIdentifiers({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const numbers = useNumbers()
  const originOf = useOrigins(person.id)
  const { identifiers, identifiersTotal } = person
  return (
    <Section title={t('identifiers')} flush>
      {identifiers.length === 0 ? <p className="lc-card-body lc-soft">{t('noIdentifiers')}</p> : null}
      <ul className="lc-lines lc-lines-inset">
        {identifiers.map((identifier) => (
          <IdentifierLine
            key={`${identifier.kind}:${identifier.value}`}
            identifier={identifier}
            personId={person.id}
            origin={originOf(identifier)}
          />
        ))}
      </ul>
      {identifiersTotal > identifiers.length ? (
        <p className="lc-card-body lc-soft">
          {t('identifiersShown', { shown: numbers.exact(identifiers.length), total: numbers.exact(identifiersTotal) })}
        </p>
      ) : null}
    </Section>
  )
}

interface IdentifierLineProps {
  readonly identifier: Identifier
  readonly personId: string
  readonly origin: string
}

function IdentifierLine({ identifier, personId, origin }: IdentifierLineProps) {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  const words = useIdentifierWords()
  const isMasked = useMasked()(identifier)
  const whyNot = useWhyNot()(unbindIdentifier)
  const unbind = useWrite(unbindIdentifier, { stale: IDENTITY_STALE })
  const { kind, value, verified, since } = identifier
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 2 }}>
        <span className="lc-row" style={{ gap: 6 }}>
          <span className="lc-soft">{kindWords(kind)}</span>
          <CopyText text={value} />
          {verified ? <CheckCircleFilled className="lc-change-good" aria-label={t('verified')} title={t('verified')} /> : null}
        </span>
        <span className="lc-soft lc-small">
          {t('firstSeenAt')} <Moment at={since} /> · {origin}
        </span>
      </div>
      <ConfirmButton
        size="small"
        type="text"
        label={t('unbind.label')}
        question={t('unbind.question', { identifier: words(identifier) })}
        consequence={t('unbind.consequence')}
        done={t('unbind.done')}
        whyNot={whyNot ?? (isMasked ? t('unbind.masked') : undefined)}
        run={() => unbind.mutateAsync({ params: { id: personId, kind, value } })}
      />
    </li>
  )
}
