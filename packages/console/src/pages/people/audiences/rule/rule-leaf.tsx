/** One condition: its head, its editor, and what is still wrong with it. */
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../../../i18n/formats.ts'
import { useEditing } from './editing.ts'
import { ItemHead } from './item-head.tsx'
import { leafKinds } from './leaf-kinds.tsx'
import { type Problem, pathKey } from './rule-check.ts'
import type { LeafItem } from './rule-draft.ts'
import type { RuleItemProps } from './rule-group.tsx'

function useProblemWords(): (problem: Problem) => string {
  const { t } = useTranslation('audiences')
  const language = useLanguage()
  return (problem) => {
    if (problem.kind === 'said') return language === 'en' ? problem.en : problem.zh
    return problem.kind === 'emptyGroup' ? t('problem.emptyGroup') : t(`problem.unfinished.${problem.op}`)
  }
}

export function RuleLeaf({ item, path }: RuleItemProps<LeafItem>) {
  const { t } = useTranslation('audiences')
  const { problems, edit } = useEditing()
  const wordsOf = useProblemWords()
  const key = pathKey(path)
  const problem = problems.get(key)
  const { icon, Editor } = leafKinds[item.op]
  const label = t(`leaf.${item.op}`)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like this in all browsers
    <div
      role="group"
      aria-label={label}
      data-rule-path={key}
      className={problem ? 'lc-rule-item lc-rule-leaf lc-rule-wrong' : 'lc-rule-item lc-rule-leaf'}
    >
      <ItemHead item={item} path={path} label={label}>
        {icon} {label}
      </ItemHead>
      <Editor value={item.value} onChange={(next) => edit(path, item.value, next)} />
      {problem ? <span className="lc-rule-problem">{wordsOf(problem)}</span> : null}
    </div>
  )
}
