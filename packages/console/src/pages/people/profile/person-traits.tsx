/** What is known about a person: each value with where it comes from and since when; its history and the form to edit it open beside. */
import { EditOutlined, HistoryOutlined, PlusOutlined } from '@ant-design/icons'
import { editTraits, type Person } from '@liuchi/server/contract/identity'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhyNot } from '../../../api/session.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { useIdentityWords } from '../identity/identity-words.ts'
import { EditTrait } from './edit-trait.tsx'
import { TraitHistory } from './trait-history.tsx'
import { traitText } from './trait-value.ts'

export function PersonTraits({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const whyNot = useWhyNot()(editTraits)
  /** Empty: a new one. */
  const [edited, edit] = useState<string>()
  const [asked, ask] = useState<string>()
  const names = Object.keys(person.traits)
  return (
    <Section
      title={t('traits')}
      extra={
        <Button size="small" icon={<PlusOutlined />} disabled={whyNot !== undefined} title={whyNot} onClick={() => edit('')}>
          {t('trait.add')}
        </Button>
      }
      flush
    >
      {names.length === 0 ? <p className="lc-card-body lc-soft">{t('noTraits')}</p> : null}
      <ul className="lc-lines lc-lines-inset">
        {names.map((name) => (
          <li key={name} className="lc-line">
            <TraitWords person={person} name={name} />
            <span className="lc-row" style={{ gap: 4, flexWrap: 'nowrap' }}>
              <Button
                size="small"
                type="text"
                icon={<HistoryOutlined />}
                aria-label={t('trait.historyOf', { name })}
                title={t('trait.historyOf', { name })}
                onClick={() => ask(name)}
              />
              <Button
                size="small"
                type="text"
                icon={<EditOutlined />}
                aria-label={t('trait.edit', { name })}
                disabled={whyNot !== undefined}
                title={whyNot ?? t('trait.edit', { name })}
                onClick={() => edit(name)}
              />
            </span>
          </li>
        ))}
      </ul>
      <EditTrait person={person} name={edited} onClose={() => edit(undefined)} />
      <TraitHistory personId={person.id} name={asked} onClose={() => ask(undefined)} />
    </Section>
  )
}

function TraitWords({ person, name }: { readonly person: Person; readonly name: string }) {
  const identityWords = useIdentityWords()
  const from = person.traitSources?.[name]
  return (
    <div className="lc-stack" style={{ gap: 2 }}>
      <span className="lc-trait">
        <span className="lc-soft">{name}</span> {traitText(person.traits[name])}
      </span>
      {from ? (
        <span className="lc-soft lc-small">
          {[identityWords.source(from.source), from.by].filter((word) => word !== '').join(' · ')} · <Moment at={from.changedAt} />
        </span>
      ) : null}
    </div>
  )
}
