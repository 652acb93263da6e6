/** One identifier in a line of text: its kind in words and its value; null is one that was unbound since. */
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useKindWords } from '../../../parts/kind-words.ts'

export interface PlainIdentifier {
  readonly kind: string
  readonly value: string
}

/** `手机号 +8613800138000`; names an unbound one as such. */
export function useIdentifierWords(): (identifier: PlainIdentifier | null) => string {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  return (identifier) => (identifier ? `${kindWords(identifier.kind)} ${identifier.value}` : t('unboundIdentifier'))
}

export function IdentifierTag({ identifier }: { readonly identifier: PlainIdentifier | null }) {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  return (
    <Tag className="lc-identifier">
      {identifier ? (
        <>
          <span className="lc-soft">{kindWords(identifier.kind)}</span> {identifier.value}
        </>
      ) : (
        <span className="lc-soft">{t('unboundIdentifier')}</span>
      )}
    </Tag>
  )
}

/** Two identifiers that came together. */
export function IdentifierPair({ identifiers }: { readonly identifiers: readonly [PlainIdentifier | null, PlainIdentifier | null] }) {
  return (
    <span className="lc-row" style={{ gap: 6 }}>
      <IdentifierTag identifier={identifiers[0]} />
      <span className="lc-soft" aria-hidden>
        ↔
      </span>
      <IdentifierTag identifier={identifiers[1]} />
    </span>
  )
}
