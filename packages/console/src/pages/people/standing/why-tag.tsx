/** Why a person has a tag that a rule or an interest puts on: the rule part by part, or what the interest is made of. */
import { whyTag } from '@liuchi/server/contract/audience/tags'
import { Drawer, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { WhyTree } from '../audiences/why-tree.tsx'

const WIDTH_PIXELS = 520

export interface WhyTagProps {
  readonly personId: string
  /** Undefined: closed. */
  readonly name: string | undefined
  readonly onClose: () => void
}

export function WhyTag({ personId, name, onClose }: WhyTagProps) {
  const { t } = useTranslation('tags')
  return (
    <Drawer open={name !== undefined} title={t('person.why', { name })} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      {name === undefined ? null : <Answer personId={personId} name={name} />}
    </Drawer>
  )
}

function Answer({ personId, name }: { readonly personId: string; readonly name: string }) {
  const { t } = useTranslation('tags')
  const numbers = useNumbers()
  const { data, error, refetch } = useRead(whyTag, { params: { id: personId, name } })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return <Skeleton active />
  return (
    <div className="lc-stack">
      <p className="lc-sentence">{data.words}</p>
      {data.rule ? <WhyTree why={data.rule} /> : null}
      {data.interests && data.interests.length > 0 ? (
        <div className="lc-scroll-x">
          <table className="lc-table">
            <thead>
              <tr>
                <th scope="col">{t('value')}</th>
                <th scope="col">{t('score')}</th>
                <th scope="col">{t('person.events')}</th>
                <th scope="col">{t('person.lastAt')}</th>
              </tr>
            </thead>
            <tbody>
              {data.interests.map(({ value, score, events, lastAt }) => (
                <tr key={value}>
                  <th scope="row">{value}</th>
                  <td>{numbers.count(score)}</td>
                  <td>{numbers.exact(events)}</td>
                  <td>
                    <Moment at={lastAt} ago />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  )
}
