/** 触达 · welcomes: what new contacts are told within a second, in the order in which rules are asked. */
import { addWelcomeRule, listWelcomeRules, type WelcomeRule } from '@liuchi/server/contract/channels/wecom/welcome'
import { Button, Segmented, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { usePaths } from '../../../paths.ts'
import { NoCorp } from './no-corp.tsx'
import { useCorp } from './use-corp.ts'
import { useWelcomeColumns } from './welcome-columns.tsx'
import { useWelcomeFigures, WelcomeFigures } from './welcome-figures.tsx'
import { WelcomeTry } from './welcome-try.tsx'

const NO_RULES: readonly WelcomeRule[] = []

export function WelcomesPage() {
  const { t } = useTranslation('welcome')
  const { corpId, corpIds, isKnown, choose, error, refetch } = useCorp()
  if (corpId)
    return (
      <WelcomesOfCorp
        key={corpId}
        corpId={corpId}
        corps={
          corpIds.length > 1 ? <Segmented style={{ alignSelf: 'flex-start' }} value={corpId} options={corpIds} onChange={choose} /> : null
        }
      />
    )
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {isKnown ? <NoCorp /> : null}
      {isKnown || error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
    </>
  )
}

function WelcomesOfCorp({ corpId, corps }: { readonly corpId: string; readonly corps: ReactNode }) {
  const { t } = useTranslation('welcome')
  const paths = usePaths()
  const whyNot = useWhyNot()(addWelcomeRule)
  const query = useRead(listWelcomeRules, { params: { corpId } })
  const figures = useWelcomeFigures(corpId)
  const rules = query.data?.items ?? NO_RULES
  const columns = useWelcomeColumns(corpId, { rules, figures })
  const add = (
    <Link to={paths.newWelcome(corpId)}>
      <Button type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {t('new')}
      </Button>
    </Link>
  )
  return (
    <div className="lc-stack">
      <ListPage
        id="welcomes"
        title={t('title')}
        lead={t('lead')}
        query={{ ...query, items: rules }}
        rowKey={({ id }) => id}
        rowHref={({ id }) => paths.welcome(corpId, id)}
        columns={columns}
        above={
          <>
            {corps}
            <p className="lc-soft">{t('precedence')}</p>
          </>
        }
        actions={rules.length > 0 ? add : null}
        empty={{ title: t('none'), text: t('noneText'), action: add }}
      />
      {rules.length > 0 ? <WelcomeTry corpId={corpId} /> : null}
      <WelcomeFigures figures={figures} rules={rules} />
    </div>
  )
}
