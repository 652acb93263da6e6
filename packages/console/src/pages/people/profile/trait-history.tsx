/** How one trait changed, newest first, and the rule that chooses among what sources say. */
import { listTraitRules, setTraitRule, TraitRule, traitHistory } from '@liuchi/server/contract/identity'
import { Button, Drawer, Select, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { useIdentityWords } from '../identity/identity-words.ts'
import { traitText } from './trait-value.ts'

const WIDTH_PIXELS = 480

export interface TraitHistoryProps {
  readonly personId: string
  /** Undefined: closed. */
  readonly name: string | undefined
  readonly onClose: () => void
}

export function TraitHistory({ personId, name, onClose }: TraitHistoryProps) {
  const { t } = useTranslation('people')
  return (
    <Drawer open={name !== undefined} title={t('trait.historyOf', { name })} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      {name === undefined ? null : (
        <div className="lc-stack">
          <RuleOfTrait name={name} />
          <Changes personId={personId} name={name} />
        </div>
      )}
    </Drawer>
  )
}

function RuleOfTrait({ name }: { readonly name: string }) {
  const { t } = useTranslation('people')
  const identityWords = useIdentityWords()
  const whyNot = useWhyNot()(setTraitRule)
  const { data, error } = useRead(listTraitRules, {})
  const set = useWrite(setTraitRule, { stale: [listTraitRules.name, 'persons.'] })
  const rule = data?.items.find((one) => one.name === name)?.rule ?? 'latest'
  const trust = data?.trust.map(identityWords.source).join(' › ') ?? ''
  return (
    <Field label={t('trait.rule')} hint={t(`trait.ruleHint.${rule}`, { trust })}>
      <Select
        aria-label={t('trait.rule')}
        value={rule}
        loading={set.isPending}
        disabled={whyNot !== undefined || data === undefined}
        title={whyNot ?? ''}
        options={TraitRule.options.map((one) => ({ value: one, label: t(`trait.rules.${one}`) }))}
        onChange={(next) => set.mutate({ params: { name }, body: { rule: next } })}
      />
      <ErrorNotice error={error ?? set.error} />
    </Field>
  )
}

function Changes({ personId, name }: { readonly personId: string; readonly name: string }) {
  const { t } = useTranslation('people')
  const identityWords = useIdentityWords()
  const query = usePages(traitHistory, { params: { id: personId, name } })
  if (query.isPending) return <Skeleton active />
  return (
    <>
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {query.items.length === 0 && !query.error ? <span className="lc-soft">{t('trait.noHistory')}</span> : null}
      <ol className="lc-steps">
        {query.items.map((change) => (
          <li key={`${change.recordedAt}:${change.atom}:${change.changedAt}:${change.what}`}>
            <strong>{change.what === 'set' ? traitText(change.value) : t(`trait.what.${change.what}`)}</strong>
            <span className="lc-soft lc-small">
              <Moment at={change.changedAt} /> ·{' '}
              {[identityWords.source(change.source), change.by].filter((word) => word !== '').join(' · ')}
              {change.atom === personId ? '' : ` · ${t('trait.ofPart', { id: change.atom })}`}
            </span>
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  )
}
