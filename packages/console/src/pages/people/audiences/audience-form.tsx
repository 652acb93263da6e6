/** The choices of an audience: its name, its rule, whether it follows the rule or stays. */
import { BulbOutlined } from '@ant-design/icons'
import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import type { AudienceDraft, AudienceKind } from './audience-draft.ts'
import type { Problems } from './rule/rule-check.ts'
import { rootOf } from './rule/rule-draft.ts'
import { RuleEditor } from './rule/rule-editor.tsx'
import { TemplateDrawer, TemplateList } from './rule/template-list.tsx'
import type { Template } from './rule/templates.ts'

const NAME_MAX_CHARACTERS = 100

export interface AudienceFormProps {
  readonly draft: AudienceDraft
  readonly onChange: (draft: AudienceDraft, what?: string) => void
  readonly problems: Problems
  /** Why the name was refused. */
  readonly nameRefused: string | undefined
  /** An audience that exists keeps its kind. */
  readonly isNew: boolean
}

export function AudienceForm({ draft, onChange, problems, nameRefused, isNew }: AudienceFormProps) {
  const { t } = useTranslation('audiences')
  const [isChoosing, choose] = useState(false)
  const isEmpty = rootOf(draft.rule).items.length === 0
  const pick = (template: Template, name: string) =>
    onChange({ ...draft, rule: template.rule, name: draft.name === '' ? name : draft.name })
  return (
    <>
      <Field label={t('name')}>
        <Input
          aria-label={t('name')}
          placeholder={t('namePlaceholder')}
          maxLength={NAME_MAX_CHARACTERS}
          status={nameRefused ? 'error' : ''}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value }, 'name')}
        />
        {nameRefused ? <span className="lc-rule-problem">{nameRefused}</span> : null}
      </Field>
      <Field label={t('who')}>
        <RuleEditor rule={draft.rule} onChange={(rule, what) => onChange({ ...draft, rule }, what)} problems={problems} />
      </Field>
      {isEmpty ? (
        <Field label={t('template.start')}>
          <TemplateList onPick={pick} />
        </Field>
      ) : (
        <Button type="text" icon={<BulbOutlined />} style={{ alignSelf: 'flex-start' }} onClick={() => choose(true)}>
          {t('template.title')}
        </Button>
      )}
      <TemplateDrawer open={isChoosing} onClose={() => choose(false)} onPick={pick} />
      {isNew ? <KindChoice value={draft.kind} onChange={(kind) => onChange({ ...draft, kind })} /> : null}
    </>
  )
}

function KindChoice({ value, onChange }: { readonly value: AudienceKind; readonly onChange: (kind: AudienceKind) => void }) {
  const { t } = useTranslation('audiences')
  return (
    <Field label={t('kind.label')}>
      <Radio.Group value={value} onChange={({ target }) => onChange(target.value as AudienceKind)}>
        <div className="lc-stack" style={{ gap: 8 }}>
          {(['live', 'static'] as const).map((kind) => (
            <Radio key={kind} value={kind}>
              {t(`kind.${kind}`)} <span className="lc-soft">{t(`kind.${kind}Text`)}</span>
            </Radio>
          ))}
        </div>
      </Radio.Group>
    </Field>
  )
}
