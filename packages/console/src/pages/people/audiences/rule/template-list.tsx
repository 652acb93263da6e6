/** Templates to start a rule from; one whose events were never seen says so. */
import { eventNames } from '@liuchi/server/contract/events'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../../api/hooks.ts'
import { useMay } from '../../../../api/session.ts'
import { useToday } from '../../../../parts/days.ts'
import { useEventWords } from '../../../../parts/event-words.ts'
import { type Template, templatesOn } from './templates.ts'

const WIDTH_PIXELS = 720
const NAMES_KNOWN = 100

export interface TemplateListProps {
  readonly onPick: (template: Template, name: string) => void
}

export function TemplateList({ onPick }: TemplateListProps) {
  const { t } = useTranslation('audiences')
  const wordsOf = useEventWords()
  const today = useToday()
  const may = useMay()(eventNames)
  const { data } = useRead(eventNames, { query: { limit: NAMES_KNOWN } }, { enabled: may })
  const missing = ({ events }: Template) => events.filter((name) => data && !data.items.some((one) => one.name === name))
  return (
    <ul className="lc-templates">
      {templatesOn(today).map((template) => {
        const [lacking] = missing(template)
        return (
          <li key={template.key} style={{ display: 'grid' }}>
            <button
              type="button"
              className="lc-template"
              disabled={lacking !== undefined}
              onClick={() => onPick(template, t(`template.${template.key}.name`))}
            >
              <strong>{t(`template.${template.key}.name`)}</strong>
              <span className="lc-soft lc-small">{t(`template.${template.key}.text`)}</span>
              {lacking === undefined ? null : (
                <span className="lc-small lc-rule-problem">{t('template.lacking', { event: wordsOf(lacking) })}</span>
              )}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

export interface TemplateDrawerProps extends TemplateListProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function TemplateDrawer({ open, onClose, onPick }: TemplateDrawerProps) {
  const { t } = useTranslation('audiences')
  return (
    <Drawer open={open} title={t('template.title')} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      <TemplateList
        onPick={(template, name) => {
          onPick(template, name)
          onClose()
        }}
      />
    </Drawer>
  )
}
