/** What kind of file it is: the presets as cards to choose from. */
import { listPresets, type PresetName } from '@liuchi/server/contract/events/imports'
import { Radio, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage } from '../../i18n/formats.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'

export interface PresetChoiceProps {
  readonly value: PresetName
  readonly onChange: (preset: PresetName) => void
}

export function PresetChoice({ value, onChange }: PresetChoiceProps) {
  const { t } = useTranslation('imports')
  const language = useLanguage()
  const { data, error, isPending, refetch } = useRead(listPresets, {})
  if (isPending) return <Skeleton active paragraph={{ rows: 2 }} title={false} />
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  return (
    <Radio.Group
      value={value}
      onChange={({ target }) => onChange(target.value as PresetName)}
      style={{ display: 'block' }}
      aria-label={t('whatIsIt')}
    >
      <div className="lc-presets">
        {data.items.map(({ name, title, summary }) => (
          <Radio key={name} value={name} className={name === value ? 'lc-preset lc-preset-on' : 'lc-preset'}>
            <strong>{language === 'en' ? title.en : title.zh}</strong>
            <span className="lc-soft lc-small" style={{ display: 'block' }}>
              {language === 'en' ? summary.en : summary.zh}
            </span>
          </Radio>
        ))}
      </div>
    </Radio.Group>
  )
}
