/** The contents of a broadcast side by side: to how many, what was sent, how many deletions it cost, and how sure the difference is. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { Section } from '../../../parts/section.tsx'
import { VARIANT_LETTERS } from './broadcast-draft.ts'
import type { BroadcastRead } from './broadcast-page.tsx'

type Variant = BroadcastRead['variants'][number] & { readonly place: number }

const THOUSAND = 1_000

export function VariantResults({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const columns = useVariantColumns()
  const variants = broadcast.variants.map((variant, place) => ({ ...variant, place }))
  const perThousand = (value: number) => numbers.exact(Math.round(Math.abs(value) * 10) / 10)
  const sure = variants.flatMap(({ differs, place }) => {
    if (!differs) return []
    const letters = { letter: VARIANT_LETTERS[place], first: VARIANT_LETTERS[0] }
    const { perThousand: apart, from, to } = differs
    const between = { low: perThousand(Math.min(Math.abs(from), Math.abs(to))), high: perThousand(Math.max(Math.abs(from), Math.abs(to))) }
    if (from > 0) return [t('versus.more', { ...letters, apart: perThousand(apart), ...between })]
    if (to < 0) return [t('versus.fewer', { ...letters, apart: perThousand(apart), ...between })]
    return [t('versus.unsure', { ...letters, low: perThousand(from), high: perThousand(to) })]
  })
  return (
    <Section title={t('versus.title')}>
      <div className="lc-stack" style={{ gap: 12 }}>
        <RowsSection
          label={t('versus.title')}
          query={{ items: variants, isPending: false, error: null, refetch: () => undefined }}
          columns={columns}
          rowKey={({ place }) => String(place)}
          empty={{ title: t('versus.title'), text: '' }}
        />
        {sure.map((words) => (
          <p key={words} className="lc-sentence">
            {words}
          </p>
        ))}
        <p className="lc-soft lc-small">{sure.length > 0 ? t('versus.how') : t('versus.notYet')}</p>
      </div>
    </Section>
  )
}

function useVariantColumns(): readonly ListColumn<Variant>[] {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const count = (key: 'people' | 'staff' | 'sent' | 'deleted'): ListColumn<Variant> => ({
    key,
    title: t(`versus.${key}`),
    align: 'right',
    render: (variant) => <Count value={variant[key]} />,
    value: (variant) => variant[key],
  })
  const share = ({ sent, deleted }: Variant) => (sent === 0 ? null : Math.round((deleted / sent) * THOUSAND * 10) / 10)
  return [
    {
      key: 'variant',
      title: t('staff.variant'),
      render: ({ place }) => t('variant', { letter: VARIANT_LETTERS[place] }),
      value: ({ place }) => VARIANT_LETTERS[place] ?? '',
    },
    count('people'),
    count('staff'),
    count('sent'),
    count('deleted'),
    {
      key: 'perThousand',
      title: t('versus.perThousand'),
      align: 'right',
      render: (variant) => {
        const value = share(variant)
        return value === null ? '–' : numbers.exact(value)
      },
      value: share,
    },
  ]
}
