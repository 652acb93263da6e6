/** The tab 触达 of a person: what was meant for them, how it ended, and why. */
import { type Delivery, personDeliveries, readBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePaths } from '../../../paths.ts'
import { OutcomeMark } from '../../reach/broadcasts/broadcast-state.tsx'
import { WhyDelivery } from './why-delivery.tsx'

export function PersonDeliveries({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('reach')
  const query = usePages(personDeliveries, { params: { id: personId } })
  const [asked, ask] = useState<Delivery>()
  return (
    <>
      <RowsSection
        label={t('person.title')}
        query={query}
        columns={useDeliveryColumns(ask)}
        rowKey={({ id }) => id}
        empty={{ title: t('person.none'), text: t('person.noneText') }}
      />
      <WhyDelivery personId={personId} delivery={asked} onClose={() => ask(undefined)} />
    </>
  )
}

function useDeliveryColumns(ask: (delivery: Delivery) => void): readonly ListColumn<Delivery>[] {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const mayOpen = useMay()(readBroadcast)
  return [
    {
      key: 'broadcast',
      title: t('person.broadcast'),
      render: ({ broadcastId, broadcast }) =>
        mayOpen ? (
          <Link to={paths.broadcast(broadcastId)} className="lc-wrapped">
            {broadcast}
          </Link>
        ) : (
          <span className="lc-wrapped">{broadcast}</span>
        ),
      value: ({ broadcast }) => broadcast,
    },
    {
      key: 'outcome',
      title: t('person.outcome'),
      render: ({ outcome }) => <OutcomeMark outcome={outcome} />,
      value: ({ outcome }) => t(`outcome.${outcome}`),
    },
    {
      key: 'purpose',
      title: t('purpose.label'),
      render: ({ purpose }) => t(`purpose.${purpose}`),
      value: ({ purpose }) => t(`purpose.${purpose}`),
    },
    { key: 'userId', title: t('staff.name'), render: ({ userId }) => userId ?? '–', value: ({ userId }) => userId },
    {
      key: 'changedAt',
      title: t('person.changedAt'),
      render: ({ sentAt, changedAt }) => <Moment at={sentAt ?? changedAt} />,
      value: ({ sentAt, changedAt }) => sentAt ?? changedAt,
    },
    {
      key: 'why',
      title: t('person.why'),
      render: (delivery) => (
        <Button size="small" onClick={() => ask(delivery)}>
          {t('person.why')}
        </Button>
      ),
      value: () => null,
    },
  ]
}
