/** 客户 · tags: one of them. Who has it, and what puts it on people. */
import { createAudience } from '@liuchi/server/contract/audience'
import { archiveTag, changeTag, readTag, type Tag } from '@liuchi/server/contract/identity/tags'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { DetailPage, type DetailTab } from '../../../pagekinds/detail/detail-page.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import { usePaths } from '../../../paths.ts'
import { UsedBy } from '../audiences/used-by.tsx'
import { EditTag } from './edit-tag.tsx'
import { MarkPeople } from './mark-people.tsx'
import { TagKindMark } from './tag-columns.tsx'
import { TagInterest } from './tag-interest.tsx'
import { TagMark } from './tag-mark.tsx'
import { TagPeople } from './tag-people.tsx'
import { TagRule } from './tag-rule.tsx'

const STALE = ['tags.', 'tag_groups.', 'persons.']

export function TagPage() {
  const id = useParams().id ?? ''
  return <OneTag key={id} id={id} />
}

function useTabs(tag: Tag | undefined): DetailTab[] {
  const { t } = useTranslation('tags')
  if (!tag) return []
  const people = { key: 'people', label: t('tab.people'), content: <TagPeople tag={tag} /> }
  if (tag.kind === 'rule') return [people, { key: 'rule', label: t('tab.rule'), content: <TagRule tag={tag} /> }]
  if (tag.kind === 'interest') return [people, { key: 'interest', label: t('tab.interest'), content: <TagInterest tag={tag} /> }]
  return [people]
}

type TagRead = ResponseOf<typeof readTag>

function Actions({ tag }: { readonly tag: TagRead }) {
  const { t } = useTranslation('tags')
  const paths = usePaths()
  const navigate = useNavigate()
  const whyNot = useWhyNot()
  const archive = useWrite(archiveTag, { stale: STALE })
  const restore = useWrite(changeTag, { stale: STALE })
  const { id, name, usedBy, archivedAt, kind } = tag
  const params = { id }
  const used = usedBy.length > 0 ? t('archive.used', { names: usedBy.map((one) => one.name).join(', ') }) : undefined
  if (archivedAt !== null)
    return (
      <ConfirmButton
        label={t('archive.restore')}
        question={t('archive.restoreQuestion', { name })}
        consequence={t('archive.restoreConsequence')}
        whyNot={whyNot(changeTag)}
        run={() => restore.mutateAsync({ params, body: { archived: false } })}
      />
    )
  return (
    <>
      <Link to={paths.newAudience({ all: [{ tag: { name } }] })}>
        <Button disabled={whyNot(createAudience) !== undefined} title={whyNot(createAudience)}>
          {t('makeAudience')}
        </Button>
      </Link>
      {kind === 'manual' ? <MarkPeople tag={tag} /> : null}
      <ConfirmButton
        label={t('archive.label')}
        question={t('archive.question', { name })}
        consequence={t('archive.consequence')}
        done={t('archive.done')}
        whyNot={whyNot(archiveTag) ?? used}
        run={() => archive.mutateAsync({ params }).then(() => navigate(paths.tags()))}
      />
    </>
  )
}

function OneTag({ id }: { readonly id: string }) {
  const { t } = useTranslation('tags')
  const paths = usePaths()
  const whyNot = useWhyNot()
  const query = useRead(readTag, { params: { id } })
  const tag = query.data
  const [isEditing, edit] = useState(false)
  const tabs = useTabs(tag)
  return (
    <>
      <DetailPage
        title={tag?.name ?? t('number', { id })}
        back={{ label: t('title'), href: paths.tags() }}
        query={query}
        state={
          tag ? (
            <span className="lc-row" style={{ gap: 6 }}>
              <TagMark name={tag.groupName ?? t('noGroup')} color={tag.color} />
              <TagKindMark kind={tag.kind} />
              {tag.exclusive ? <span className="lc-soft">{t('exclusive')}</span> : null}
              {tag.archivedAt === null ? null : <StateTag state="ended">{t('archived')}</StateTag>}
            </span>
          ) : null
        }
        lead={tag?.description}
        figures={
          tag ? (
            <>
              <FigureNumber
                title={t('people')}
                value={tag.people}
                unit={t('peopleUnit', { count: tag.people ?? 0 })}
                how={t('peopleHow')}
              />
              <FigureNumber
                title={t('usedBy')}
                value={tag.usedBy.length}
                note={tag.usedBy.length > 0 ? <UsedBy uses={tag.usedBy} /> : undefined}
              />
            </>
          ) : null
        }
        tabs={tabs}
        actions={tag ? [{ key: 'edit', label: t('editLabel'), onClick: () => edit(true), whyNot: whyNot(changeTag) }] : []}
        extraActions={tag ? <Actions tag={tag} /> : null}
      />
      {tag ? <EditTag tag={tag} open={isEditing} onClose={() => edit(false)} /> : null}
    </>
  )
}
