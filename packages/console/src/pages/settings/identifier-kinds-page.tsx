/** 设置 · 标识类型: which identifiers there are, what each allows in words, and how a new one is declared. */
import { declareIdentifierKind, listIdentifierKinds } from '@liuchi/server/contract/identity'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { Section } from '../../parts/section.tsx'
import { DeclareKind } from './declare-kind.tsx'
import { useIdentifierKindColumns } from './identifier-kind-columns.tsx'

/** In the order in which they are explained. */
const EXPLAINED = ['unique', 'single', 'power', 'shared', 'trust', 'conflict'] as const

export function IdentifierKindsPage() {
  const { t } = useTranslation('people')
  const [isDeclaring, declare] = useState(false)
  const whyNot = useWhyNot()(declareIdentifierKind)
  const { data, isPending, error, refetch } = useRead(listIdentifierKinds, {})
  const columns = useIdentifierKindColumns()
  return (
    <div className="lc-stack">
      <div>
        <ListPage
          id="identifier-kinds"
          title={t('kinds.title')}
          lead={t('kinds.lead')}
          query={{ items: data?.items ?? [], isPending, error, refetch }}
          rowKey={({ kind }) => kind}
          columns={columns}
          actions={
            <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => declare(true)}>
              {t('kinds.declare')}
            </Button>
          }
          empty={{ title: t('kinds.none') }}
        />
      </div>
      <Section title={t('kinds.rules')}>
        <dl className="lc-explained">
          {EXPLAINED.map((rule) => (
            <div key={rule}>
              <dt>{t(`kinds.explain.${rule}.title`)}</dt>
              <dd className="lc-soft">{t(`kinds.explain.${rule}.text`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <DeclareKind open={isDeclaring} onClose={() => declare(false)} />
    </div>
  )
}
