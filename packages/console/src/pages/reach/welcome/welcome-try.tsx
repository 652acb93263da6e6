/** Who would be told what, and why: "who adds Li Lei by code X at 21:00 gets …". */
import { previewWelcome } from '@liuchi/server/contract/channels/wecom/welcome'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { AutoComplete, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useLanguage } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { useSettled } from '../../../parts/settled.ts'
import { useRuleStates } from './use-rule-states.ts'
import { WelcomePhone } from './welcome-phone.tsx'
import { StaffOfCorp } from './welcome-selects.tsx'

/** Without a zone: on the workspace's clock. */
const MINUTE_FORMAT = 'YYYY-MM-DDTHH:mm'

export function WelcomeTry({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('welcome')
  const states = useRuleStates(corpId)
  const [userId, chooseStaff] = useState<string>()
  const [state, type] = useState('')
  const [at, setAt] = useState<string>()
  const settled = useSettled(JSON.stringify({ userId: userId ?? '', state, ...(at === undefined ? {} : { at }) }))
  const body = JSON.parse(settled) as { userId: string; state: string; at?: string }
  const { data, error, isFetching } = useRead(
    previewWelcome,
    { params: { corpId }, body },
    { enabled: body.userId !== '', keepPrevious: true },
  )
  return (
    <Section title={t('try.title')}>
      <div className="lc-columns lc-columns-top">
        <div className="lc-stack">
          <Field label={t('try.staff')}>
            <StaffOfCorp corpId={corpId} label={t('try.staff')} value={userId} onChange={chooseStaff} />
          </Field>
          <Field label={t('try.code')}>
            <AutoComplete
              aria-label={t('try.code')}
              style={{ width: '100%' }}
              placeholder={t('try.noCode')}
              value={state}
              options={states.map((value) => ({ value }))}
              onChange={(value: string) => type(value ?? '')}
            />
          </Field>
          <Field label={t('try.at')} hint={t('try.atHint')}>
            <DatePicker
              aria-label={t('try.at')}
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              placeholder={t('try.now')}
              style={{ width: '100%' }}
              value={at === undefined ? null : dayjs(at)}
              onChange={(chosen) => setAt(chosen ? chosen.format(MINUTE_FORMAT) : undefined)}
            />
          </Field>
        </div>
        <div className="lc-stack" aria-live="polite">
          <ErrorNotice error={error} />
          {body.userId === '' ? <p className="lc-soft">{t('try.first')}</p> : null}
          {data && body.userId !== '' ? <Tried answer={data} /> : null}
          {!data && isFetching ? <Skeleton active title={false} /> : null}
        </div>
      </div>
    </Section>
  )
}

function Tried({ answer }: { readonly answer: ResponseOf<typeof previewWelcome> }) {
  const { t } = useTranslation('welcome')
  const isEnglish = useLanguage() === 'en'
  return (
    <>
      {answer.id === null ? <p>{t('try.nobody')}</p> : <WelcomePhone text={answer.text} attachments={answer.attachments} />}
      <ol className="lc-ordered">
        {answer.rules.map(({ id, name, verdict, words }) => (
          <li key={id} className={verdict === 'chosen' ? '' : 'lc-soft'}>
            {verdict === 'chosen' ? <strong>{name}</strong> : name} — {isEnglish ? words.en : words.zh}
          </li>
        ))}
      </ol>
    </>
  )
}
