/** One spelling for each identifier, so that the same one is found however it was written. */
import type { ErrorTable } from '../../platform/errors.ts'
import { errorSentence } from '../../platform/i18n/error-words.ts'
import type { Locale } from '../../platform/i18n/locale.ts'
import { type IdentityErrorCode, identityErrors } from './errors.ts'
import { type DeclaredKinds, kindOf } from './kinds.ts'
import { normalisePhone } from './phone.ts'

export interface IdentifierRef {
  readonly kind: string
  readonly value: string
  /** Perhaps somebody else's: it was found where people write down others' contacts too. It joins as weakly as a cookie does. */
  readonly hint?: true
}

export interface IdentifierRefusal {
  readonly code: IdentityErrorCode
  readonly details: Readonly<Record<string, string | number>>
  /** The code's sentence. */
  readonly message: string
  readonly field: string
}

export type Normalised =
  | { readonly ok: true; readonly kind: string; readonly value: string; readonly personal: boolean }
  | { readonly ok: false; readonly refusal: IdentifierRefusal }

const MAX_VALUE_LENGTH = 255
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/

export interface NormaliseOptions {
  /** Kinds the workspace declared itself. */
  readonly declared?: DeclaredKinds | undefined
  /** Named in a refusal. */
  readonly field?: string
  /** Language of a refusal's sentence. */
  readonly locale?: Locale
}

/** Checks the kind, trims the value and brings it into the kind's one spelling: phones E.164, e-mail addresses in lower case. */
export function normaliseIdentifier(ref: IdentifierRef, options: NormaliseOptions = {}): Normalised {
  const { kind } = ref
  const refuse = (code: IdentityErrorCode, more: Record<string, number> = {}): Normalised => ({
    ok: false,
    refusal: refusal(code, { kind: kind.slice(0, MAX_VALUE_LENGTH), ...more }, options),
  })
  const rules = kindOf(kind, options.declared)
  if (!rules) return refuse('identity.kind_undeclared')
  const trimmed = ref.value.trim()
  if (trimmed === '') return refuse('identity.value_empty')
  if (trimmed.length > MAX_VALUE_LENGTH) return refuse('identity.value_too_long', { limit: MAX_VALUE_LENGTH })
  const value = trimmed.isWellFormed() && !trimmed.includes('\0') ? spell(kind, trimmed) : undefined
  if (value === undefined) return refuse('identity.value_malformed')
  return { ok: true, kind, value, personal: rules.personal }
}

function spell(kind: string, value: string): string | undefined {
  if (kind === 'phone') return normalisePhone(value)
  if (kind === 'email') return EMAIL.test(value) ? value.toLowerCase() : undefined
  return value
}

/** A refusal with its sentence; `field` defaults to `identifiers`. */
function refusal(code: IdentityErrorCode, details: Record<string, string | number>, options: NormaliseOptions): IdentifierRefusal {
  const field = options.field ?? 'identifiers'
  const all = { ...details, field }
  return { code, details: all, field, message: errorSentence(identityErrors satisfies ErrorTable, code, all, options.locale ?? 'zh-CN') }
}
