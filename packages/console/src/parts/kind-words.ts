/** Kinds of identifiers in words of the trade; `openid:wx1` keeps its scope, declared kinds keep their name. */
import { useTranslation } from 'react-i18next'

const KNOWN = [
  'user_id',
  'phone',
  'email',
  'unionid',
  'openid',
  'external_userid',
  'member_no',
  'anonymous_id',
  'device_id',
  'cookie_id',
] as const
type KnownKind = (typeof KNOWN)[number]

function isKnown(kind: string): kind is KnownKind {
  return KNOWN.some((known) => known === kind)
}

export function useKindWords(): (kind: string) => string {
  const { t } = useTranslation('people')
  return (kind) => {
    const [family = '', ...scope] = kind.split(':')
    if (!isKnown(family)) return kind
    return scope.length > 0 ? `${t(`kind.${family}`)} ${scope.join(':')}` : t(`kind.${family}`)
  }
}
