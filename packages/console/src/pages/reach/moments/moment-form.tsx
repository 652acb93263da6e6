/** The choices of a Moment: what, by whom, for whom, when. */
import { MAX_MOMENT_PICTURES, MAX_MOMENT_TEXT } from '@liuchi/server/contract/channels/wecom/moments'
import { Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { MediaPicker } from '../../../parts/media-picker.tsx'
import { TimeChoice } from '../broadcasts/time-choice.tsx'
import { charactersOf, MEDIA_CHOICES, type MediaChoice, type MomentDraft } from './moment-draft.ts'
import { MomentRange } from './moment-range.tsx'

const NAME_MAX_CHARACTERS = 60

export interface MomentFormProps {
  readonly draft: MomentDraft
  readonly corpIds: readonly string[]
  /** The corp it is for; undefined: none is connected. */
  readonly corpId: string | undefined
  readonly onChange: (draft: MomentDraft, what?: string) => void
}

export function MomentForm(props: MomentFormProps) {
  const { t } = useTranslation('moments')
  const { draft, onChange } = props
  return (
    <>
      <Text {...props} />
      <Media {...props} />
      <MomentRange {...props} />
      <TimeChoice
        label={t('form.at')}
        none={t('form.atOnce')}
        some={t('form.atTime')}
        daysAhead={1}
        value={draft.at}
        onChange={(at) => onChange({ ...draft, at })}
      />
      <TimeChoice
        label={t('form.until')}
        none={t('form.untilUsual')}
        some={t('form.untilTime')}
        daysAhead={3}
        hint={t('form.untilHint')}
        value={draft.untilAt}
        onChange={(untilAt) => onChange({ ...draft, untilAt })}
      />
      <Field label={t('form.name')} hint={t('form.nameHint')}>
        <Input
          aria-label={t('form.name')}
          maxLength={NAME_MAX_CHARACTERS}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value }, 'name')}
        />
      </Field>
    </>
  )
}

function Text({ draft, onChange }: MomentFormProps) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const used = charactersOf(draft.text)
  return (
    <Field label={t('form.text')} hint={t('form.characters', { used: numbers.exact(used), most: numbers.exact(MAX_MOMENT_TEXT) })}>
      <Input.TextArea
        aria-label={t('form.text')}
        placeholder={t('form.textPlaceholder')}
        autoSize={{ minRows: 4, maxRows: 14 }}
        status={used > MAX_MOMENT_TEXT ? 'error' : ''}
        value={draft.text}
        onChange={({ target }) => onChange({ ...draft, text: target.value }, 'text')}
      />
    </Field>
  )
}

function Media(props: MomentFormProps) {
  const { t } = useTranslation('moments')
  const { draft, onChange } = props
  return (
    <Field label={t('form.media')} hint={t(`form.mediaHint.${draft.media}`)}>
      <Segmented
        aria-label={t('form.media')}
        options={MEDIA_CHOICES.map((value) => ({ value, label: t(`form.mediaChoice.${value}`) }))}
        value={draft.media}
        onChange={(media) => onChange({ ...draft, media: media as MediaChoice })}
        style={{ alignSelf: 'flex-start' }}
      />
      {draft.media === 'pictures' ? <Pictures {...props} /> : null}
      {draft.media === 'video' ? (
        <MediaPicker
          kind="video"
          label={t('form.mediaChoice.video')}
          value={draft.video}
          onChange={(video) => onChange({ ...draft, video })}
        />
      ) : null}
      {draft.media === 'link' ? <Link {...props} /> : null}
    </Field>
  )
}

function Pictures({ draft, onChange }: MomentFormProps) {
  const { t } = useTranslation('moments')
  const { pictures } = draft
  const put = (place: number, id: string | null) =>
    onChange({ ...draft, pictures: id === null ? pictures.toSpliced(place, 1) : pictures.toSpliced(place, 1, id) })
  const places = [...pictures, ...(pictures.length < MAX_MOMENT_PICTURES ? [null] : [])]
  return (
    <>
      {places.map((id, place) => (
        <MediaPicker
          // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place; the same one may stand twice
          key={`${place} ${id ?? ''}`}
          kind="image"
          label={t('form.picture', { number: place + 1 })}
          value={id}
          onChange={(chosen) => put(place, chosen)}
        />
      ))}
    </>
  )
}

function Link({ draft, onChange }: MomentFormProps) {
  const { t } = useTranslation('moments')
  const { link } = draft
  const input = (key: 'title' | 'url') => (
    <Input
      aria-label={t(`form.link.${key}`)}
      placeholder={t(`form.link.${key}`)}
      value={link[key]}
      onChange={({ target }) => onChange({ ...draft, link: { ...link, [key]: target.value } }, `link.${key}`)}
    />
  )
  return (
    <>
      {input('title')}
      {input('url')}
      <span className="lc-small">{t('form.link.cover')}</span>
      <MediaPicker
        kind="image"
        label={t('form.link.cover')}
        value={link.coverMediaId}
        onChange={(coverMediaId) => onChange({ ...draft, link: { ...link, coverMediaId } })}
      />
    </>
  )
}
