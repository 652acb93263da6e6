/** Every word of a person about the use of their data, newest first; a row opens to its proof and guardian. */
import type { ConsentEntry } from '@liuchi/server/contract/compliance/consents'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowCards } from '../../../pagekinds/list/row-cards.tsx'
import { RowTable } from '../../../pagekinds/list/row-table.tsx'
import { useConsentSource, usePurposes } from '../../../parts/consent-words.ts'
import { Moment } from '../../../parts/moment.tsx'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { Section } from '../../../parts/section.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'

const PROOF_WORDS = { words: 'consents.proofWords', address: 'consents.proofAddress', formVersion: 'consents.proofVersion' } as const

export interface ConsentLedgerProps {
  readonly entries: readonly ConsentEntry[]
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isKnown(name: string): name is keyof typeof PROOF_WORDS {
  return Object.hasOwn(PROOF_WORDS, name)
}

function EntryDetails({ entry }: { readonly entry: ConsentEntry }) {
  const { t } = useTranslation('privacy')
  const { guardian, proof } = entry
  const guardianText = guardian ? [guardian.name, guardian.relation, guardian.contact].filter(Boolean).join(' · ') : undefined
  const proofs = Object.entries(proof ?? {}).map(([name, value]) => ({
    name: isKnown(name) ? t(PROOF_WORDS[name]) : name,
    value: shown(value),
  }))
  const without = { name: t('consents.proof'), value: t(entry.hasProof ? 'consents.proofHidden' : 'consents.noProof') }
  return (
    <Pairs
      items={[
        ...(guardianText ? [{ name: t('consents.guardian'), value: guardianText }] : []),
        ...(proofs.length > 0 ? proofs : [without]),
        { name: t('consents.recordedAt'), value: <Moment at={entry.recordedAt} /> },
      ]}
    />
  )
}

function useColumns(): readonly ListColumn<ConsentEntry>[] {
  const { t } = useTranslation('privacy')
  const { nameOf } = usePurposes()
  const sourceOf = useConsentSource()
  return [
    {
      key: 'state',
      title: t('consents.state.title'),
      render: ({ state }) => <StateTag state={state === 'granted' ? 'live' : 'refused'}>{t(`consents.state.${state}`)}</StateTag>,
      value: ({ state }) => state,
    },
    { key: 'purpose', title: t('consents.purpose'), render: ({ purpose }) => nameOf(purpose), value: ({ purpose }) => purpose },
    { key: 'channel', title: t('consents.channel'), render: ({ channel }) => t(`channel.${channel}`), value: ({ channel }) => channel },
    { key: 'at', title: t('consents.at'), render: ({ at }) => <Moment at={at} />, value: ({ at }) => at },
    { key: 'source', title: t('consents.source'), render: ({ source }) => sourceOf(source), value: ({ source }) => source },
    { key: 'by', title: t('consents.by'), render: ({ by }) => by, value: ({ by }) => by },
    {
      key: 'proof',
      title: t('consents.proof'),
      render: ({ hasProof }) => (hasProof ? t('consents.hasProof') : <span className="lc-soft">–</span>),
      value: ({ hasProof }) => (hasProof ? t('consents.hasProof') : ''),
    },
  ]
}

export function ConsentLedger({ entries, hasMore, isLoadingMore, onMore }: ConsentLedgerProps) {
  const { t } = useTranslation('privacy')
  const columns = useColumns()
  const shared = {
    rows: entries,
    columns,
    rowKey: ({ id }: ConsentEntry) => id,
    expand: (entry: ConsentEntry) => <EntryDetails entry={entry} />,
  }
  return (
    <Section title={t('consents.ledger')} extra={<span className="lc-soft lc-small">{t('consents.ledgerHint')}</span>} flush>
      {useIsPhone() ? <RowCards {...shared} /> : <RowTable {...shared} label={t('consents.ledger')} />}
      {hasMore ? (
        <div className="lc-list-foot">
          <span />
          <Button loading={isLoadingMore} onClick={onMore}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </Section>
  )
}
