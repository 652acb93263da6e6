/** 池子: who is in the pool, who was reached once, who can be reached now. Three figures side by side, each with its own sentence. */
import { readPool, readPoolPeople } from '@liuchi/server/contract/insights/pool'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useLanguage, useNumbers } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../pagekinds/figure/people-drawer.tsx'
import { Section } from '../../parts/section.tsx'

type Pool = ResponseOf<typeof readPool>
type Name = 'pool' | 'reachedOnce' | 'reachableNow'

const NAMES: readonly Name[] = ['pool', 'reachedOnce', 'reachableNow']

export function PoolFigures() {
  const { t } = useTranslation('today')
  const numbers = useNumbers()
  const may = useMay()(readPool)
  const { data } = useRead(readPool, {}, { enabled: may })
  const [people, open] = useState<PeopleBehind>()
  if (!data) return null
  const pick = (which: Name) => {
    if (which !== 'reachableNow') open({ title: t(`pool.${which}`), total: data[which].value, endpoint: readPoolPeople, body: { which } })
  }
  return (
    <Section title={t('pool.title')} extra={t('pool.people', { shown: numbers.count(data.people.value) })}>
      <div className="lc-stack">
        <div className="lc-grid">
          {NAMES.map((name) => (
            <PoolFigure key={name} name={name} pool={data} onPick={() => pick(name)} />
          ))}
        </div>
        <p className="lc-soft lc-small">{t('pool.sentence')}</p>
      </div>
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </Section>
  )
}

interface PoolFigureProps {
  readonly name: Name
  readonly pool: Pool
  readonly onPick: () => void
}

function PoolFigure({ name, pool, onPick }: PoolFigureProps) {
  const { t } = useTranslation(['today', 'kinds'])
  const language = useLanguage()
  const numbers = useNumbers()
  const { value, countedAs, source } = pool[name]
  const channels = pool[name].byChannel.map(({ channel, value: of }) => `${t(`pool.channel.${channel}`)} ${numbers.count(of)}`)
  return (
    <FigureNumber
      title={t(`pool.${name}`)}
      value={value}
      unit={t('unit.persons')}
      how={t('kinds:figure.counted', { text: language === 'en' ? countedAs.en : countedAs.zh, source })}
      note={
        <>
          {t(`pool.${name}Text`)}
          {channels.length > 0 ? <span style={{ display: 'block' }}>{channels.join(' · ')}</span> : null}
          {name !== 'reachableNow' && value > 0 ? (
            <button type="button" className="lc-link-button" style={{ display: 'block' }} onClick={onPick}>
              {t('pool.seePeople')}
            </button>
          ) : null}
        </>
      }
    />
  )
}
