/** The merges that make up a person, each to be undone; the question says in plain words what would separate. */
import { listMerges, type Merge, unmergePerson } from '@liuchi/server/contract/identity/links'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { Evidence } from './evidence.tsx'
import { type IdentityGraph, separatedBy } from './graph-shape.ts'
import { useNodeWords } from './graph-words.ts'
import { IdentifierPair } from './identifier-tag.tsx'
import { useIdentityWords } from './identity-words.ts'
import type { Separation } from './separation-notice.tsx'
import { IDENTITY_STALE } from './stale.ts'
import { useIdentityGraph } from './use-identity-graph.ts'

export interface MergesInForceProps {
  readonly personId: string
  readonly onSeparated: (separation: Separation) => void
}

export function MergesInForce({ personId, onSeparated }: MergesInForceProps) {
  const { t } = useTranslation('people')
  const query = usePages(listMerges, { params: { id: personId } })
  const { graph } = useIdentityGraph(personId)
  return (
    <Section title={t('merges.title')}>
      {query.isPending ? <Skeleton active /> : null}
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {!query.isPending && !query.error && query.items.length === 0 ? (
        <EmptyState title={t('merges.none')} text={t('merges.noneText')} />
      ) : null}
      <ul className="lc-lines">
        {query.items.map((merge) => (
          <MergeLine key={merge.mergeId} merge={merge} personId={personId} graph={graph} onSeparated={onSeparated} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </Section>
  )
}

/** What an undo does, in words: whose identifiers leave, and where they go. */
function useConsequence(): (merge: Merge, personId: string, graph: IdentityGraph) => string {
  const { t } = useTranslation('people')
  const numbers = useNumbers()
  const words = useNodeWords()
  return (merge, personId, graph) => {
    const leaving = separatedBy(graph, personId, merge.mergeId) ?? []
    const [any] = leaving
    // A long graph is not shown whole: then what leaves is not known to the last identifier.
    if (!any || graph.more) return t('merges.consequenceUnknown')
    const former = [merge.from, merge.into].flatMap((id) => leaving.find(({ atom }) => atom === id) ?? [])[0]
    const named = former ?? any
    const what = { name: words.whole(named), shown: numbers.exact(leaving.length), id: named.atom }
    const sentence = leaving.length === 1 ? (former ? 'backOne' : 'newOne') : former ? 'backMany' : 'newMany'
    return `${t(`merges.leaves.${sentence}`, what)}${t('merges.consequenceAfter')}`
  }
}

function MergeLine({ merge, personId, graph, onSeparated }: MergesInForceProps & { readonly merge: Merge; readonly graph: IdentityGraph }) {
  const { t } = useTranslation('people')
  const whyNot = useWhyNot()
  const identityWords = useIdentityWords()
  const consequenceOf = useConsequence()
  const undo = useWrite(unmergePerson, { stale: IDENTITY_STALE })
  const run = async () => {
    const { personId: staying, separated, apartId } = await undo.mutateAsync({ params: { id: personId }, body: { mergeId: merge.mergeId } })
    onSeparated({ staying, separated, apartId })
  }
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 4 }}>
        <IdentifierPair identifiers={merge.identifiers} />
        <span>{merge.kind === 'linked' ? t('merges.linked') : t('merges.merged', { from: merge.from, into: merge.into })}</span>
        <span className="lc-soft lc-small">
          <Moment at={merge.at} /> · {identityWords.origin(merge)}
          <Evidence text={merge.evidence} />
        </span>
      </div>
      <ConfirmButton
        size="small"
        label={t('merges.undo')}
        question={t(merge.kind === 'linked' ? 'merges.undoLinkedQuestion' : 'merges.undoQuestion', { from: merge.from })}
        consequence={consequenceOf(merge, personId, graph)}
        whyNot={whyNot(unmergePerson)}
        run={run}
      />
    </li>
  )
}
