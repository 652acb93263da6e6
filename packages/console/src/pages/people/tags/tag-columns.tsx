/** Columns of tags. */
import type { Tag } from '@liuchi/server/contract/identity/tags'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Mark } from '../../../parts/mark.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import type { Tone } from '../../../theme/states.ts'
import { TagMark } from './tag-mark.tsx'

const kindTones: Readonly<Record<Tag['kind'], Tone>> = { manual: 'grey', rule: 'blue', interest: 'violet' }

export function TagKindMark({ kind }: { readonly kind: Tag['kind'] }) {
  const { t } = useTranslation('tags')
  return <Mark tone={kindTones[kind]}>{t(`kinds.${kind}`)}</Mark>
}

export function useTagColumns(): readonly ListColumn<Tag>[] {
  const { t } = useTranslation('tags')
  return [
    { key: 'name', title: t('tag'), render: ({ name, color }) => <TagMark name={name} color={color} />, value: ({ name }) => name },
    {
      key: 'people',
      title: t('people'),
      align: 'right',
      render: ({ people }) => <Count value={people} />,
      value: ({ people }) => people,
    },
    {
      key: 'group',
      title: t('group'),
      render: ({ groupName }) => groupName ?? <span className="lc-soft">–</span>,
      value: ({ groupName }) => groupName,
    },
    { key: 'kind', title: t('kind'), render: ({ kind }) => <TagKindMark kind={kind} />, value: ({ kind }) => t(`kinds.${kind}`) },
    {
      key: 'dimension',
      title: t('dimension'),
      render: ({ dimension }) => t(`dimensions.${dimension}`),
      value: ({ dimension }) => t(`dimensions.${dimension}`),
      notOnPhone: true,
    },
    {
      key: 'description',
      title: t('description'),
      render: ({ description }) => <span className="lc-wrapped">{description}</span>,
      value: ({ description }) => description,
      notOnPhone: true,
      hiddenAtFirst: true,
    },
    {
      key: 'createdAt',
      title: t('createdAt'),
      render: ({ createdAt, createdBy }) => (
        <span>
          {createdBy} <span className="lc-soft">·</span> <Moment at={createdAt} ago />
        </span>
      ),
      value: ({ createdAt }) => createdAt,
      notOnPhone: true,
    },
  ]
}
