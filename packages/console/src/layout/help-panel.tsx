/** The keys of the console, on `?`. */
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigation } from './use-navigation.ts'

export interface HelpPanelProps {
  readonly open: boolean
  readonly onClose: () => void
}

function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="lc-row" style={{ gap: 4, flexWrap: 'nowrap' }}>
      {keys.map((key) => (
        <kbd key={key} className="lc-key">
          {key}
        </kbd>
      ))}
    </span>
  )
}

export function HelpPanel({ open, onClose }: HelpPanelProps) {
  const { t } = useTranslation('frame')
  const { areas } = useNavigation()
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('help.title')} width={520}>
      <dl className="lc-pairs" style={{ gap: '8px 20px' }}>
        <dt>
          <Keys keys={['/']} />
        </dt>
        <dd>{t('help.search')}</dd>
        <dt>
          <Keys keys={['?']} />
        </dt>
        <dd>{t('help.help')}</dd>
        {areas.flatMap((area) =>
          area.pages.flatMap((page) => [
            <dt key={`${page.key}-key`}>
              <Keys keys={['g', page.letter]} />
            </dt>,
            <dd key={`${page.key}-name`}>{t('help.go', { page: t(`page.${page.key}`) })}</dd>,
          ]),
        )}
      </dl>
    </Modal>
  )
}
