/** 客户 · lost: who deleted a member of staff or was deleted by one, how many came back, week by week. */
import { changeLostSettings, LOST_BY, type LostCustomer, listLostCustomers } from '@liuchi/server/contract/channels/wecom/lost'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { useLostColumns } from './lost-columns.tsx'
import { LostFigures } from './lost-figures.tsx'
import { LostSettingsForm } from './lost-settings.tsx'

const [WHY_KEY, WON_KEY] = ['why', 'won'] as const
const WON = ['yes', 'no'] as const

export function LostPage() {
  const { t } = useTranslation('lost')
  const paths = usePaths()
  const address = useListAddress()
  const [isSetting, set] = useState(false)
  const byWhom = LOST_BY.find((one) => one === address.get(WHY_KEY))
  const wonBack = WON.find((one) => one === address.get(WON_KEY))
  const query = usePages(listLostCustomers, { query: { ...(byWhom ? { byWhom } : {}), ...(wonBack ? { wonBack } : {}) } })
  return (
    <>
      <ListPage<LostCustomer>
        id="lost"
        title={t('title')}
        lead={t('lead')}
        query={query}
        rowKey={({ id }) => id}
        rowHref={({ personId }) => paths.person(personId)}
        columns={useLostColumns()}
        above={<LostFigures />}
        filters={[
          {
            key: WHY_KEY,
            label: t('filter.why'),
            kind: 'choice',
            options: LOST_BY.map((value) => ({ value, label: t(`byWhom.${value}`) })),
          },
          {
            key: WON_KEY,
            label: t('filter.wonBack'),
            kind: 'choice',
            options: WON.map((value) => ({ value, label: t(`wonBack.${value}`) })),
          },
        ]}
        actions={<SettingsButton onClick={() => set(true)} />}
        empty={{ title: t('none'), text: t('noneText') }}
      />
      <LostSettingsForm open={isSetting} onClose={() => set(false)} />
    </>
  )
}

function SettingsButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('lost')
  const whyNot = useWhyNot()(changeLostSettings)
  return (
    <Button disabled={whyNot !== undefined} title={whyNot} onClick={onClick}>
      {t('settings.label')}
    </Button>
  )
}
