/** The detail kind of page: who or what, state, the figures that matter, tabs in the address, actions possible now (others disabled with the reason). */
import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Skeleton, Tabs, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { CallError } from '../../api/call-error.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PageHead } from '../../parts/page-head.tsx'

export interface DetailTab {
  readonly key: string
  readonly label: string
  readonly content: ReactNode
}

export interface DetailAction {
  readonly key: string
  readonly label: string
  readonly onClick: () => void
  readonly primary?: boolean
  /** Why it is not possible now. */
  readonly whyNot?: string | undefined
}

export interface DetailPageProps {
  readonly title: string
  /** A picture before the title. */
  readonly picture?: ReactNode
  readonly back: { readonly label: string; readonly href: string }
  readonly query: { readonly isPending: boolean; readonly error: CallError | null; readonly refetch: () => unknown }
  readonly state?: ReactNode
  readonly lead?: ReactNode
  /** What must be known before anything else: the address is of a thing that is now part of another. */
  readonly notice?: ReactNode
  /** Two or three `FigureNumber`s. */
  readonly figures?: ReactNode
  readonly tabs: readonly DetailTab[]
  readonly actions?: readonly DetailAction[]
  readonly extraActions?: ReactNode
}

const TAB_KEY = 'tab'

function ActionButton({ action }: { readonly action: DetailAction }) {
  const button = (
    <Button type={action.primary ? 'primary' : 'default'} disabled={action.whyNot !== undefined} onClick={action.onClick}>
      {action.label}
    </Button>
  )
  return action.whyNot === undefined ? button : <Tooltip title={action.whyNot}>{button}</Tooltip>
}

export function BackLink({ label, href }: { readonly label: string; readonly href: string }) {
  return (
    <Link to={href} className="lc-small">
      <ArrowLeftOutlined aria-hidden /> {label}
    </Link>
  )
}

function DetailTabs({ tabs }: { readonly tabs: readonly DetailTab[] }) {
  const [params, setParams] = useSearchParams()
  const wanted = params.get(TAB_KEY)
  const active = tabs.find((tab) => tab.key === wanted) ?? tabs[0]
  if (!active) return null
  if (tabs.length === 1) return active.content
  return (
    <Tabs
      activeKey={active.key}
      onChange={(key) => setParams(key === tabs[0]?.key ? {} : { [TAB_KEY]: key }, { replace: true })}
      items={tabs.map(({ key, label, content }) => ({ key, label, children: content }))}
    />
  )
}

export function DetailPage(props: DetailPageProps) {
  const { query } = props
  const hasActions = (props.actions?.length ?? 0) > 0 || props.extraActions
  return (
    <>
      <PageHead
        title={props.title}
        before={props.picture}
        beside={props.state}
        lead={props.lead}
        back={<BackLink {...props.back} />}
        actions={
          hasActions ? (
            <>
              {props.actions?.map((action) => (
                <ActionButton key={action.key} action={action} />
              ))}
              {props.extraActions}
            </>
          ) : undefined
        }
      />
      <div className="lc-stack">
        {props.notice}
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {query.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
        {query.isPending || query.error ? null : (
          <>
            {props.figures ? <div className="lc-grid">{props.figures}</div> : null}
            <DetailTabs tabs={props.tabs} />
          </>
        )}
      </div>
    </>
  )
}
