/** The search behind `/`: pages by name, and people by identifier or name. Arrow keys choose, Enter opens. */
import { ArrowRightOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useNavigation } from './use-navigation.ts'

export interface SearchPanelProps {
  readonly open: boolean
  readonly onClose: () => void
}

interface Hit {
  readonly key: string
  readonly label: string
  readonly path: string
}

function useHits(text: string): readonly Hit[] {
  const { t } = useTranslation('frame')
  const { areas, paths } = useNavigation()
  const wanted = text.trim().toLowerCase()
  const pages = areas.flatMap((area) =>
    area.pages.map((page) => ({ key: page.key, label: `${t(`area.${area.key}`)} · ${t(`page.${page.key}`)}`, path: page.path(paths) })),
  )
  const found = pages.filter((page) => page.label.toLowerCase().includes(wanted) || page.key.includes(wanted))
  const mayReadPeople = areas.some((area) => area.key === 'people')
  if (wanted === '' || !mayReadPeople) return found
  return [...found, { key: 'people:q', label: t('search.people', { text: text.trim() }), path: paths.people(text.trim()) }]
}

function SearchHits({ hits, chosen, onGo }: { readonly hits: readonly Hit[]; readonly chosen: number; readonly onGo: (hit: Hit) => void }) {
  return (
    <div role="listbox" id="search-hits" style={{ maxHeight: 360, overflowY: 'auto' }}>
      {hits.map((hit, index) => (
        <div
          key={hit.key}
          id={`search-hit-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="lc-search-hit"
          onClick={() => onGo(hit)}
          onKeyDown={(event) => event.key === 'Enter' && onGo(hit)}
        >
          {hit.label}
          {index === chosen ? <ArrowRightOutlined aria-hidden /> : null}
        </div>
      ))}
    </div>
  )
}

export function SearchPanel({ open, onClose }: SearchPanelProps) {
  const { t } = useTranslation('frame')
  const [text, setText] = useState('')
  const [chosen, choose] = useState(0)
  const navigate = useNavigate()
  const hits = useHits(text)
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    setText('')
    choose(0)
    onClose()
    navigate(hit.path)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') choose(Math.min(chosen + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') choose(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') go(hits[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} width={560} style={{ top: 88 }} destroyOnHidden title={null}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<SearchOutlined />}
        role="combobox"
        aria-expanded
        aria-controls="search-hits"
        aria-activedescendant={`search-hit-${chosen}`}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          choose(0)
        }}
        onKeyDown={onKeyDown}
      />
      <SearchHits hits={hits} chosen={chosen} onGo={go} />
    </Modal>
  )
}
