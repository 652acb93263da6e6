/** Columns of the welcome rules: their place, whom they are for, what they say, what came of them, and whether they are on. */
import { putWelcomeRule, type WelcomeRule } from '@liuchi/server/contract/channels/wecom/welcome'
import { App, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { CallError } from '../../../api/call-error.ts'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { useErrorWords } from '../../../parts/error-notice.tsx'
import { bodyOf, draftOf } from './welcome-draft.ts'
import { ofRule, type WelcomeOutcomes } from './welcome-figures.tsx'
import { useScopeWords } from './welcome-words.ts'

export interface ColumnsInput {
  readonly rules: readonly WelcomeRule[]
  readonly figures: WelcomeOutcomes | undefined
}

export function useWelcomeColumns(corpId: string, { rules, figures }: ColumnsInput): readonly ListColumn<WelcomeRule>[] {
  const { t } = useTranslation('welcome')
  const numbers = useNumbers()
  const scopeWords = useScopeWords(corpId)
  const place = ({ id }: WelcomeRule) => rules.findIndex((one) => one.id === id) + 1
  return [
    {
      key: 'name',
      title: t('column.name'),
      render: (rule) => (
        <span>
          <span className="lc-soft lc-number">{place(rule)}.</span> {rule.name}
        </span>
      ),
      value: ({ name }) => name,
    },
    {
      key: 'scope',
      title: t('column.scope'),
      render: (rule) => (
        <span className="lc-wrap" style={{ maxWidth: 220, display: 'inline-block' }}>
          {scopeWords(rule)}
        </span>
      ),
      value: scopeWords,
    },
    {
      key: 'says',
      title: t('column.says'),
      render: (rule) => (
        <span className="lc-wrap lc-soft lc-two-lines" style={{ maxWidth: 240 }}>
          {rule.text || t('attachmentsOnly', { count: rule.attachments.length, shown: rule.attachments.length })}
        </span>
      ),
      value: ({ text }) => text,
      notOnPhone: true,
    },
    {
      key: 'sent',
      title: t('column.sent'),
      align: 'right',
      render: ({ id }) => numbers.count(ofRule(figures, id).sent),
      value: ({ id }) => ofRule(figures, id).sent,
    },
    {
      key: 'failed',
      title: t('column.failed'),
      align: 'right',
      render: ({ id }) => numbers.count(ofRule(figures, id).failed),
      value: ({ id }) => ofRule(figures, id).failed,
    },
    {
      key: 'on',
      title: t('column.on'),
      render: (rule) => <OnSwitch corpId={corpId} rule={rule} />,
      value: ({ on }) => t(on ? 'on' : 'off'),
    },
  ]
}

function OnSwitch({ corpId, rule }: { readonly corpId: string; readonly rule: WelcomeRule }) {
  const { t } = useTranslation('welcome')
  const { message } = App.useApp()
  const wordsOf = useErrorWords()
  const whyNot = useWhyNot()(putWelcomeRule)
  const put = useWrite(putWelcomeRule, { stale: ['channels.wecom.welcomes'] })
  const turn = (on: boolean) =>
    put
      .mutateAsync({ params: { corpId, id: rule.id }, body: { ...bodyOf(draftOf(rule)), on } })
      .then(() => message.success(t(on ? 'turnedOn' : 'turnedOff', { name: rule.name })))
      .catch((error: unknown) => message.error(error instanceof CallError ? wordsOf(error) : String(error)))
  return (
    <Switch
      size="small"
      checked={rule.on}
      disabled={whyNot !== undefined}
      {...(whyNot === undefined ? {} : { title: whyNot })}
      loading={put.isPending}
      aria-label={t('onLabel', { name: rule.name })}
      onClick={(on, event) => {
        // The row around it leads elsewhere.
        event.stopPropagation()
        event.preventDefault()
        void turn(on)
      }}
    />
  )
}
