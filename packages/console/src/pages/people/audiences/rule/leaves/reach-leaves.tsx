/** Leaves about what somebody agreed to, and how they can be reached. */
import { REACHABLE } from '@liuchi/server/contract/audience/rule'
import { CONSENT_CHANNELS } from '@liuchi/server/contract/compliance/consents'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePurposes } from '../../../../../parts/consent-words.ts'
import type { LeafEditorProps } from './leaf-editor.ts'

export function ConsentLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const { t: words } = useTranslation('privacy')
  const { purposes, nameOf } = usePurposes()
  const purpose = String(value.purpose ?? 'marketing')
  const names = [...new Set([...purposes.map(({ name }) => name), purpose])]
  return (
    <div className="lc-rule-line">
      <Select
        aria-label={t('consent.purpose')}
        popupMatchSelectWidth={false}
        style={{ minWidth: 120 }}
        options={names.map((name) => ({ value: name, label: nameOf(name) }))}
        value={purpose}
        onChange={(next: string) => onChange({ ...value, purpose: next })}
      />
      <Select
        aria-label={t('consent.channel')}
        popupMatchSelectWidth={false}
        style={{ minWidth: 120 }}
        options={CONSENT_CHANNELS.map((one) => ({ value: one, label: words(`channel.${one}`) }))}
        value={String(value.channel ?? 'all')}
        onChange={(next: string) => onChange({ ...value, channel: next })}
      />
      <Select
        aria-label={t('consent.state')}
        popupMatchSelectWidth={false}
        options={(['granted', 'withdrawn'] as const).map((one) => ({ value: one, label: t(`consent.states.${one}`) }))}
        value={value.state === 'withdrawn' ? 'withdrawn' : 'granted'}
        onChange={(next: string) => onChange({ ...value, state: next })}
      />
    </div>
  )
}

export function ReachableLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const channel = REACHABLE.find((one) => one === value.channel) ?? 'wecom'
  return (
    <>
      <div className="lc-rule-line">
        <Select
          aria-label={t('reachable.channel')}
          popupMatchSelectWidth={false}
          options={REACHABLE.map((one) => ({ value: one, label: t(`reachable.channels.${one}`) }))}
          value={channel}
          onChange={(next: string) => onChange({ channel: next })}
        />
      </div>
      <span className="lc-soft lc-small">{t('reachable.hint')}</span>
    </>
  )
}
