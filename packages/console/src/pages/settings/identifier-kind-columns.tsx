/** Columns of identifier kinds: their rules in words. */
import type { listIdentifierKinds } from '@liuchi/server/contract/identity'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { useKindWords } from '../../parts/kind-words.ts'

type Kind = ResponseOf<typeof listIdentifierKinds>['items'][number]

/** As the contract reads the words: weak is below this, strong from it on. */
const STRONG_FROM = 50

function powerWord(power: number): 'none' | 'weak' | 'strong' {
  if (power === 0) return 'none'
  return power < STRONG_FROM ? 'weak' : 'strong'
}

export function useIdentifierKindColumns(): readonly ListColumn<Kind>[] {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  return [
    {
      key: 'kind',
      title: t('kinds.kind'),
      render: ({ kind }) => (
        <>
          {kindWords(kind)} {kindWords(kind) === kind ? null : <span className="lc-mono lc-soft">{kind}</span>}
        </>
      ),
      value: ({ kind }) => kind,
    },
    {
      key: 'unique',
      title: t('kinds.belongsTo'),
      render: ({ unique }) => t(unique ? 'kinds.onePerson' : 'kinds.manyPeople'),
      value: ({ unique }) => t(unique ? 'kinds.onePerson' : 'kinds.manyPeople'),
    },
    {
      key: 'single',
      title: t('kinds.perPerson'),
      render: ({ single }) => t(single ? 'kinds.oneValue' : 'kinds.manyValues'),
      value: ({ single }) => t(single ? 'kinds.oneValue' : 'kinds.manyValues'),
    },
    {
      key: 'power',
      title: t('kinds.mergePower'),
      render: ({ mergePower }) => (
        <>
          {t(`kinds.power.${powerWord(mergePower)}`)} <span className="lc-soft lc-number">{mergePower}</span>
        </>
      ),
      value: ({ mergePower }) => mergePower,
      sortable: true,
    },
    {
      key: 'trust',
      title: t('kinds.trust'),
      align: 'right',
      render: ({ trust }) => <span className="lc-number">{trust}</span>,
      value: ({ trust }) => trust,
      sortable: true,
    },
    {
      key: 'personal',
      title: t('kinds.keeping'),
      render: ({ personal }) => t(personal ? 'kinds.sealed' : 'kinds.plain'),
      value: ({ personal }) => t(personal ? 'kinds.sealed' : 'kinds.plain'),
    },
    {
      key: 'declared',
      title: t('kinds.from'),
      render: ({ declared }) => t(declared ? 'kinds.ownKind' : 'kinds.builtIn'),
      value: ({ declared }) => t(declared ? 'kinds.ownKind' : 'kinds.builtIn'),
    },
  ]
}
