/** The three decisions about a conflict, each with what it does in words; asked once more before it is done. */
import { decideConflict } from '@liuchi/server/contract/identity/links'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CallError } from '../../../api/call-error.ts'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useErrorWords } from '../../../parts/error-notice.tsx'
import { useKindWords } from '../../../parts/kind-words.ts'
import { IDENTITY_STALE } from '../identity/stale.ts'
import type { OneConflict } from './conflict-columns.tsx'

const DECISIONS = ['merge', 'apart', 'replace'] as const
type Decision = (typeof DECISIONS)[number]

export function ConflictDecisions({ conflict }: { readonly conflict: OneConflict }) {
  const { t } = useTranslation(['people', 'kinds'])
  const { modal, message } = App.useApp()
  const wordsOf = useErrorWords()
  const kindWords = useKindWords()
  const whyNot = useWhyNot()(decideConflict)
  const decide = useWrite(decideConflict, { stale: IDENTITY_STALE })
  const kind = kindWords(conflict.kind)
  const run = (decision: Decision) =>
    decide.mutateAsync({ params: { id: conflict.id }, body: { decision } }).then(
      ({ personId }) => void message.success(t(`decision.${decision}.done`, { id: personId })),
      (error: unknown) => void message.error(error instanceof CallError ? wordsOf(error) : String(error)),
    )
  const ask = (decision: Decision) =>
    modal.confirm({
      title: t(`decision.${decision}.label`),
      content: t(`decision.${decision}.text`, { kind }),
      okText: t('decision.do'),
      cancelText: t('kinds:cancel'),
      onOk: () => run(decision),
    })
  return (
    <ul className="lc-decisions">
      {DECISIONS.map((decision) => (
        <li key={decision}>
          <Button block disabled={whyNot !== undefined || decide.isPending} title={whyNot} onClick={() => ask(decision)}>
            {t(`decision.${decision}.label`)}
          </Button>
          <span className="lc-soft lc-small">{t(`decision.${decision}.text`, { kind })}</span>
        </li>
      ))}
    </ul>
  )
}
