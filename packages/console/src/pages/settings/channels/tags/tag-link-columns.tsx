/** The columns of tags that are kept in step. */
import { deleteTagLink, listCorpTags, putTagLink, retryTagLink, type TagLink } from '@liuchi/server/contract/channels/wecom/tags'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useWrite } from '../../../../api/hooks.ts'
import { useWhyNot } from '../../../../api/session.ts'
import { useNumbers } from '../../../../i18n/formats.ts'
import type { ListColumn } from '../../../../pagekinds/list/list-column.ts'
import { ConfirmButton } from '../../../../parts/confirm-button.tsx'
import { StateTag } from '../../../../parts/state-tag.tsx'
import { usePaths } from '../../../../paths.ts'
import type { ThingState } from '../../../../theme/states.ts'

const tones = {
  done: 'live',
  pending: 'running',
  failed: 'refused',
  corp_tag_deleted: 'paused',
  tag_archived: 'ended',
} as const satisfies Readonly<Record<TagLink['state'], ThingState>>

const STALE = [listCorpTags.name]

interface Columns {
  readonly corpId: string
  readonly edit: (link: TagLink) => void
}

function failedPairs({ failed }: TagLink): number {
  return failed.reduce((sum, { pairs }) => sum + pairs, 0)
}

export function useTagLinkColumns({ corpId, edit }: Columns): readonly ListColumn<TagLink>[] {
  const { t } = useTranslation('corptags')
  const paths = usePaths()
  const numbers = useNumbers()
  const there = ({ groupName, corpTagName }: TagLink) => (corpTagName === '' ? '—' : `${groupName} · ${corpTagName}`)
  return [
    {
      key: 'tag',
      title: t('tag'),
      render: ({ tagId, tagName }) => <Link to={paths.tag(tagId)}>{tagName}</Link>,
      value: ({ tagName }) => tagName,
    },
    {
      key: 'direction',
      title: t('direction'),
      render: ({ direction }) => <span title={t(`directionTexts.${direction}`)}>{t(`directions.${direction}`)}</span>,
      value: ({ direction }) => t(`directions.${direction}`),
    },
    { key: 'corpTag', title: t('corpTag'), render: there, value: there },
    {
      key: 'marked',
      title: t('marked'),
      align: 'right',
      render: ({ marked }) => <span title={t('markedHow')}>{numbers.count(marked)}</span>,
      value: ({ marked }) => marked,
    },
    { key: 'state', title: t('state'), render: (link) => <Progress link={link} />, value: ({ state }) => state },
    { key: 'actions', title: t('actions'), render: (link) => <Actions corpId={corpId} link={link} edit={edit} />, value: () => '' },
  ]
}

function Progress({ link }: { readonly link: TagLink }) {
  const { t } = useTranslation('corptags')
  const numbers = useNumbers()
  const { state, pending, failed } = link
  const shown = numbers.exact(state === 'failed' ? failedPairs(link) : pending)
  const why = failed.map(({ reason, pairs }) => `${reason} (${numbers.exact(pairs)})`)
  const text = state === 'corp_tag_deleted' || state === 'tag_archived' ? t(`stateTexts.${state}`) : why.join(' · ')
  return (
    <div className="lc-stack lc-wrap" style={{ gap: 2, alignItems: 'flex-start', maxWidth: 240 }}>
      <StateTag state={tones[state]}>{t(`states.${state}`, { shown })}</StateTag>
      {text === '' ? null : <span className="lc-soft lc-small">{text}</span>}
    </div>
  )
}

function Actions({ corpId, link, edit }: Columns & { readonly link: TagLink }) {
  const { t } = useTranslation('corptags')
  const { message } = App.useApp()
  const numbers = useNumbers()
  const whyNot = useWhyNot()
  const retry = useWrite(retryTagLink, { stale: STALE })
  const stop = useWrite(deleteTagLink, { stale: STALE })
  const { tagId, tagName, marked } = link
  const failed = failedPairs(link)
  const params = { corpId, tagId }
  const mayNot = whyNot(putTagLink)
  return (
    <div className="lc-row" style={{ gap: 4 }}>
      {failed > 0 ? (
        <Button
          size="small"
          type="text"
          loading={retry.isPending}
          disabled={mayNot !== undefined}
          title={mayNot}
          onClick={() => retry.mutate({ params }, { onSuccess: () => message.success(t('retried')) })}
        >
          {t('retry', { count: failed, shown: numbers.exact(failed) })}
        </Button>
      ) : null}
      <Button size="small" type="text" disabled={mayNot !== undefined} title={mayNot} onClick={() => edit(link)}>
        {t('edit')}
      </Button>
      <ConfirmButton
        size="small"
        type="text"
        label={t('stop')}
        question={t('stopQuestion', { name: tagName })}
        consequence={t('stopConsequence', { shown: numbers.exact(marked) })}
        done={t('stopped')}
        whyNot={whyNot(deleteTagLink)}
        run={() => stop.mutateAsync({ params })}
      />
    </div>
  )
}
