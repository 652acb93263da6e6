/** The tags of a person: each with since when and why; put on and taken off by hand; what came and went. */
import { CloseOutlined, HistoryOutlined, PlusOutlined, QuestionCircleOutlined } from '@ant-design/icons'
import { addPersonTag, listPersonTags, type PersonTag, removePersonTag } from '@liuchi/server/contract/identity/tags'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { TagMark } from '../tags/tag-mark.tsx'
import { AddPersonTag } from './add-person-tag.tsx'
import { TagHistory } from './tag-history.tsx'
import { WhyTag } from './why-tag.tsx'

const TAG_STALE = ['persons.', 'tags.']

export function PersonTags({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('tags')
  const { data, error, refetch } = useRead(listPersonTags, { params: { id: personId } })
  const whyNot = useWhyNot()(addPersonTag)
  const [shown, show] = useState<'add' | 'history'>()
  const [asked, ask] = useState<string>()
  return (
    <Section
      title={t('title')}
      extra={
        <span className="lc-row">
          <Button size="small" icon={<HistoryOutlined />} onClick={() => show('history')}>
            {t('person.history')}
          </Button>
          <Button size="small" icon={<PlusOutlined />} disabled={whyNot !== undefined} title={whyNot} onClick={() => show('add')}>
            {t('person.add')}
          </Button>
        </span>
      }
      flush
    >
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {!data && !error ? <Skeleton active title={false} style={{ padding: 20 }} /> : null}
      {data?.items.length === 0 ? <p className="lc-card-body lc-soft">{t('person.none')}</p> : null}
      <ul className="lc-lines lc-lines-inset">
        {data?.items.map((tag) => (
          <TagLine key={`${tag.tagId}:${tag.value ?? ''}`} tag={tag} personId={personId} onAsk={() => ask(tag.name)} />
        ))}
      </ul>
      <AddPersonTag personId={personId} open={shown === 'add'} onClose={() => show(undefined)} />
      <TagHistory personId={personId} open={shown === 'history'} onClose={() => show(undefined)} />
      <WhyTag personId={personId} name={asked} onClose={() => ask(undefined)} />
    </Section>
  )
}

interface TagLineProps {
  readonly tag: PersonTag
  readonly personId: string
  readonly onAsk: () => void
}

function TagLine({ tag, personId, onAsk }: TagLineProps) {
  const { t } = useTranslation('tags')
  const numbers = useNumbers()
  const paths = usePaths()
  const mayNot = useWhyNot()(removePersonTag)
  const remove = useWrite(removePersonTag, { stale: TAG_STALE })
  const whyNot = mayNot ?? (tag.kind === 'manual' ? undefined : t('person.notByHand'))
  const { name, value, color, why, since, score, groupName, tagId } = tag
  const query = value === null ? {} : { value }
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 2 }}>
        <span className="lc-row" style={{ gap: 6 }}>
          <Link to={paths.tag(tagId)}>
            <TagMark name={name} color={color} value={value} />
          </Link>
          {groupName ? <span className="lc-soft lc-small">{groupName}</span> : null}
          {score === null ? null : <span className="lc-soft lc-small lc-number">{t('person.score', { score: numbers.count(score) })}</span>}
        </span>
        <span className="lc-soft lc-small">
          {why} · <Moment at={since} />
        </span>
        <ErrorNotice error={remove.error} />
      </div>
      <span className="lc-row" style={{ gap: 4, flexWrap: 'nowrap' }}>
        {tag.kind === 'manual' ? null : (
          <Button
            size="small"
            type="text"
            icon={<QuestionCircleOutlined />}
            aria-label={t('person.why', { name })}
            title={t('person.why', { name })}
            onClick={onAsk}
          />
        )}
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          disabled={whyNot !== undefined}
          loading={remove.isPending}
          aria-label={t('person.remove', { name })}
          title={whyNot ?? t('person.remove', { name })}
          onClick={() => remove.mutate({ params: { id: personId, name }, query })}
        />
      </span>
    </li>
  )
}
