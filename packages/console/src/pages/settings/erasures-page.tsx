/** Settings · deletions: who was deleted on request, with the proof; found again by what the person was known by. */
import { listErasures } from '@liuchi/server/contract/compliance/rights'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { useListAddress } from '../../pagekinds/list/list-address.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../paths.ts'
import { useErasureColumns } from './erasures-columns.tsx'
import { isErasing, RUNNING_REFRESH_MS } from './erasures-state.tsx'

const PHONE = /^(\+\d[\d\s-]{5,20}|1\d{10})$/
const PERSON_ID = /^\d{1,20}$/

/** A phone number or an e-mail address as it is written, a person's number, or an identifier as `KIND:VALUE`. */
function questionOf(text: string): { personId?: string; identifier?: string } {
  if (text === '') return {}
  if (PHONE.test(text)) return { identifier: `phone:${text}` }
  if (PERSON_ID.test(text)) return { personId: text }
  return { identifier: text.includes('@') && !text.includes(':') ? `email:${text}` : text }
}

export function ErasuresPage() {
  const { t } = useTranslation('privacy')
  const paths = usePaths()
  const address = useListAddress()
  const query = usePages(
    listErasures,
    { query: questionOf(address.q) },
    { refreshWhile: (items) => (items.some(isErasing) ? RUNNING_REFRESH_MS : false) },
  )
  const columns = useErasureColumns()
  return (
    <ListPage
      id="erasures"
      title={t('erasures.title')}
      lead={t('erasures.lead')}
      query={query}
      rowKey={({ erasureId }) => erasureId}
      rowHref={({ erasureId }) => paths.erasure(erasureId)}
      columns={columns}
      search={{ placeholder: t('erasures.search') }}
      empty={{ title: t('erasures.none'), text: t('erasures.noneText') }}
    />
  )
}
