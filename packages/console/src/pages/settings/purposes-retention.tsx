/** The register of retention: how long each kind of data is kept, why, and whether the product sees to it. */
import { listRetention, putRetention, type Retention } from '@liuchi/server/contract/compliance/purposes'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { useBothWords } from '../../parts/consent-words.ts'
import { Mark } from '../../parts/mark.tsx'
import { useChangedColumn } from './purposes-changed.tsx'
import { RetentionForm } from './purposes-retention-form.tsx'

function useColumns(action: (one: Retention) => ReactNode): readonly ListColumn<Retention>[] {
  const { t } = useTranslation('privacy')
  const numbers = useNumbers()
  const wordsOf = useBothWords()
  const changed = useChangedColumn<Retention>()
  const daysOf = ({ days }: Retention) =>
    days === null ? t('retention.open') : t('purposes.daysCount', { count: days, shown: numbers.exact(days) })
  return [
    {
      key: 'kind',
      title: t('retention.kind'),
      render: ({ words }) => <span className="lc-wrapped lc-narrow">{wordsOf(words)}</span>,
      value: ({ words }) => wordsOf(words),
    },
    { key: 'days', title: t('retention.days'), render: (one) => daysOf(one), value: daysOf },
    {
      key: 'why',
      title: t('retention.why'),
      render: ({ why }) => <span className="lc-wrapped">{wordsOf(why)}</span>,
      value: ({ why }) => wordsOf(why),
    },
    {
      key: 'upheld',
      title: t('retention.upheld'),
      render: ({ upheld }) => <Mark tone={upheld === 'kept' ? 'green' : 'blueGrey'}>{t(`retention.${upheld}`)}</Mark>,
      value: ({ upheld }) => t(`retention.${upheld}`),
    },
    changed,
    { key: 'action', title: '', align: 'right', value: () => '', render: action },
  ]
}

export function RetentionRegister({ above }: { readonly above: ReactNode }) {
  const { t } = useTranslation('privacy')
  const [edited, edit] = useState<Retention>()
  const query = usePages(listRetention, {})
  const cannotWrite = useWhyNot()(putRetention)
  const columns = useColumns((one) => {
    const whyNot = cannotWrite ?? (one.upheld === 'kept' ? t('retention.keptHint') : undefined)
    return (
      <Button size="small" disabled={whyNot !== undefined} title={whyNot} onClick={() => edit(one)}>
        {t('edit')}
      </Button>
    )
  })
  return (
    <>
      <ListPage
        id="retention"
        title={t('purposes.title')}
        lead={t('retention.lead')}
        query={query}
        rowKey={({ kind }) => kind}
        columns={columns}
        above={above}
        empty={{ title: t('retention.none') }}
      />
      <RetentionForm one={edited} onClose={() => edit(undefined)} />
    </>
  )
}
