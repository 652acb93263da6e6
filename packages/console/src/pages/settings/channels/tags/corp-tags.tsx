/** The corp tags of a corp: how many there are, which are kept in step with tags here, and how far that is. */
import {
  type CorpTags as CorpTagsShown,
  listCorpTags,
  putTagLink,
  refreshCorpTags,
  type TagLink,
} from '@liuchi/server/contract/channels/wecom/tags'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../../api/hooks.ts'
import { useWhyNot } from '../../../../api/session.ts'
import { useNumbers } from '../../../../i18n/formats.ts'
import { Pairs } from '../../../../pagekinds/detail/pairs.tsx'
import { RowsSection } from '../../../../pagekinds/list/rows-section.tsx'
import { ErrorNotice } from '../../../../parts/error-notice.tsx'
import { Moment } from '../../../../parts/moment.tsx'
import { Section } from '../../../../parts/section.tsx'
import { LinkTag } from './link-tag.tsx'
import { useTagLinkColumns } from './tag-link-columns.tsx'

/** While WeCom is being told. */
const FOLLOW_MS = 3_000

export function CorpTags({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('corptags')
  const whyNot = useWhyNot()(putTagLink)
  const [editing, edit] = useState<TagLink | 'new' | undefined>()
  const query = useRead(
    listCorpTags,
    { params: { corpId } },
    { refreshWhile: (data) => (data?.links.some(({ state }) => state === 'pending') ? FOLLOW_MS : false) },
  )
  return (
    <div className="lc-stack">
      <Used corpId={corpId} tags={query.data} />
      <div className="lc-row" style={{ justifyContent: 'space-between' }}>
        <span className="lc-soft">{t('lead')}</span>
        <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => edit('new')}>
          {t('add')}
        </Button>
      </div>
      <RowsSection
        label={t('title')}
        query={{ ...query, items: query.data?.links ?? [] }}
        columns={useTagLinkColumns({ corpId, edit })}
        rowKey={({ tagId }) => tagId}
        empty={{ title: t('none'), text: t('noneText') }}
      />
      <LinkTag
        corpId={corpId}
        tags={query.data}
        link={editing === 'new' ? undefined : editing}
        open={editing !== undefined}
        onClose={() => edit(undefined)}
      />
    </div>
  )
}

function Used({ corpId, tags }: { readonly corpId: string; readonly tags: CorpTagsShown | undefined }) {
  const { t } = useTranslation('corptags')
  const numbers = useNumbers()
  const refresh = useWrite(refreshCorpTags, { stale: [listCorpTags.name] })
  const button = (
    <Button size="small" loading={refresh.isPending} onClick={() => refresh.mutate({ params: { corpId } })}>
      {t('refresh')}
    </Button>
  )
  const limit = numbers.exact(tags?.limit ?? 0)
  const left = Math.max(0, (tags?.limit ?? 0) - (tags?.used ?? 0))
  return (
    <Section title={t('used')} extra={button}>
      <Pairs
        items={[
          {
            name: t('used'),
            value: tags?.listedAt ? (
              <span title={t('usedHow', { limit })}>
                {t('usedOf', { used: numbers.exact(tags.used), limit })}
                <span className="lc-soft"> · {t('left', { count: left, shown: numbers.exact(left) })}</span>
              </span>
            ) : (
              t('neverListed')
            ),
          },
          { name: t('lookedAt'), value: tags?.lookedAt ? <Moment at={tags.lookedAt} ago /> : t('neverLooked') },
        ]}
      />
      {tags?.listError ? (
        <p className="lc-soft">
          {t('listError')} · {tags.listError}
        </p>
      ) : null}
      <ErrorNotice error={refresh.error} />
    </Section>
  )
}
