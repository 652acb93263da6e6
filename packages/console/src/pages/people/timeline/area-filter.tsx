/** Which area of events is shown: one chip each, the choice in the address. */
import { AREAS, type Area } from '@liuchi/server/contract/events'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { areaIcons, useAreaWords } from './area-icons.tsx'

const AREA_KEY = 'area'

export function useChosenArea(): [Area | undefined, (area: Area | undefined) => void] {
  const [params, setParams] = useSearchParams()
  const choose = (area: Area | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (area) next.set(AREA_KEY, area)
        else next.delete(AREA_KEY)
        return next
      },
      { replace: true },
    )
  return [AREAS.find((area) => area === params.get(AREA_KEY)), choose]
}

export interface AreaFilterProps {
  readonly value: Area | undefined
  readonly onChange: (area: Area | undefined) => void
}

export function AreaFilter({ value, onChange }: AreaFilterProps) {
  const { t } = useTranslation('people')
  const words = useAreaWords()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex row in all browsers
    <div role="group" aria-label={t('areas')} className="lc-row">
      {[undefined, ...AREAS].map((area) => (
        <button
          key={area ?? 'all'}
          type="button"
          className={area === value ? 'lc-chip lc-chip-on' : 'lc-chip'}
          aria-pressed={area === value}
          onClick={() => onChange(area)}
        >
          {area ? <span aria-hidden>{areaIcons[area]}</span> : null}
          {area ? words(area) : t('everything')}
        </button>
      ))}
    </div>
  )
}
