/** Settings · consent and purposes: the two registers the law asks for, what data is used for and how long it is kept. */
import { listPurposes, type Purpose, putPurpose } from '@liuchi/server/contract/compliance/purposes'
import { Button, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { usePurposeColumns } from './purposes-columns.tsx'
import { PurposeForm } from './purposes-form.tsx'
import { RetentionRegister } from './purposes-retention.tsx'

const REGISTER_KEY = 'register'

export function PurposesPage() {
  const { t } = useTranslation('privacy')
  const [params, setParams] = useSearchParams()
  const isRetention = params.get(REGISTER_KEY) === 'retention'
  const choice = (
    <Segmented
      aria-label={t('purposes.choice')}
      value={isRetention ? 'retention' : 'purposes'}
      options={[
        { value: 'purposes', label: t('purposes.register') },
        { value: 'retention', label: t('purposes.retention') },
      ]}
      onChange={(register) => setParams(register === 'retention' ? { [REGISTER_KEY]: register } : {}, { replace: true })}
      style={{ alignSelf: 'flex-start' }}
    />
  )
  return isRetention ? <RetentionRegister above={choice} /> : <PurposeRegister above={choice} />
}

function PurposeRegister({ above }: { readonly above: ReactNode }) {
  const { t } = useTranslation('privacy')
  const [edited, edit] = useState<Purpose | 'new'>()
  const query = usePages(listPurposes, {})
  const whyNot = useWhyNot()(putPurpose)
  const columns = usePurposeColumns((purpose) => (
    <Button size="small" disabled={whyNot !== undefined} title={whyNot} onClick={() => edit(purpose)}>
      {t('edit')}
    </Button>
  ))
  const add = (
    <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => edit('new')}>
      {t('purposes.new')}
    </Button>
  )
  return (
    <>
      <ListPage
        id="purposes"
        title={t('purposes.title')}
        lead={t('purposes.lead')}
        query={query}
        rowKey={({ name }) => name}
        columns={columns}
        above={above}
        actions={add}
        empty={{ title: t('purposes.none'), text: t('purposes.noneText'), action: add }}
      />
      <PurposeForm purpose={edited} onClose={() => edit(undefined)} />
    </>
  )
}
