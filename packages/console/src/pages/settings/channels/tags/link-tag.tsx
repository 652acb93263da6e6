/** The form that keeps a tag in step with a corp tag; it says beforehand what would change. */
import {
  type CorpTags,
  listCorpTags,
  previewTagLink,
  putTagLink,
  TAG_DIRECTIONS,
  type TagDirection,
  type TagLink,
} from '@liuchi/server/contract/channels/wecom/tags'
import { listTags } from '@liuchi/server/contract/identity/tags'
import { App, AutoComplete, Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../../api/hooks.ts'
import { useNumbers } from '../../../../i18n/formats.ts'
import { FormDrawer } from '../../../../pagekinds/form/form-drawer.tsx'

/** What one call answers with at most. */
const OFFERED = 1_000
const NAME_MAX_CHARACTERS = 30
const SEARCH = { optionFilterProp: 'label' } as const

interface Values {
  readonly tagId: string
  readonly direction: TagDirection
  readonly target: 'new' | 'existing'
  readonly corpTagId?: string
  readonly groupName?: string
  readonly name?: string
}

export interface LinkTagProps {
  readonly corpId: string
  readonly tags: CorpTags | undefined
  /** Absent: a new one. */
  readonly link: TagLink | undefined
  readonly open: boolean
  readonly onClose: () => void
}

export function LinkTag({ corpId, tags, link, open, onClose }: LinkTagProps) {
  const { t } = useTranslation('corptags')
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const watched = { preserve: true, form }
  const tagId = Form.useWatch('tagId', watched)
  const direction = Form.useWatch('direction', watched) ?? 'out'
  const target = Form.useWatch('target', watched) ?? 'new'
  const corpTagId = Form.useWatch('corpTagId', watched)
  const put = useWrite(putTagLink, { stale: [listCorpTags.name] })
  const effect = useEffectOf({ corpId, open, tagId, direction, corpTagId: target === 'existing' ? corpTagId : null })
  const submit = async (values: Values) => {
    const there =
      values.target === 'existing'
        ? { corpTagId: values.corpTagId ?? '' }
        : { groupName: values.groupName ?? '', ...(values.name?.trim() ? { name: values.name } : {}) }
    const made = await put.mutateAsync({ params: { corpId, tagId: values.tagId }, body: { direction: values.direction, ...there } })
    message.success(t('form.done', { name: made.tagName }))
    onClose()
  }
  return (
    <FormDrawer<Values>
      form={form}
      open={open}
      title={t(link ? 'form.editTitle' : 'form.title')}
      submitLabel={effect.label}
      initial={initialOf(link)}
      onClose={onClose}
      onSubmit={submit}
      isBusy={put.isPending}
      error={put.error}
    >
      <Form.Item name="direction" label={t('direction')} required>
        <Radio.Group>
          <div className="lc-stack" style={{ gap: 8 }}>
            {TAG_DIRECTIONS.map((one) => (
              <Radio key={one} value={one}>
                {t(`directions.${one}`)} <span className="lc-soft">{t(`directionTexts.${one}`)}</span>
              </Radio>
            ))}
          </div>
        </Radio.Group>
      </Form.Item>
      <TagField link={link} tags={tags} open={open} onlyManual={direction !== 'out'} />
      <Form.Item name="target" label={t('form.target')} required>
        <Radio.Group options={(['new', 'existing'] as const).map((value) => ({ value, label: t(`form.targets.${value}`) }))} />
      </Form.Item>
      {target === 'existing' ? <ExistingField tags={tags} link={link} /> : <NewFields tags={tags} />}
      {effect.lines.length > 0 ? (
        <div className="lc-stack" style={{ gap: 4 }}>
          <strong>{t('form.effectTitle')}</strong>
          {effect.lines.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </div>
      ) : null}
    </FormDrawer>
  )
}

function initialOf(link: TagLink | undefined): Partial<Values> {
  if (!link) return { direction: 'out', target: 'new', groupName: '留池' }
  const { tagId, direction, state, corpTagId, groupName } = link
  if (state === 'corp_tag_deleted') return { tagId, direction, target: 'new', groupName }
  return { tagId, direction, target: 'existing', corpTagId }
}

interface Asked {
  readonly corpId: string
  readonly open: boolean
  readonly tagId: string | undefined
  readonly direction: TagDirection
  /** Null: a new one. Undefined: not chosen yet. */
  readonly corpTagId: string | null | undefined
}

/** What saving would change, in words, and the button that says how much. */
function useEffectOf({ corpId, open, tagId, direction, corpTagId }: Asked): { label: string; lines: string[] } {
  const { t } = useTranslation('corptags')
  const numbers = useNumbers()
  const enabled = open && tagId !== undefined && corpTagId !== undefined
  const { data } = useRead(
    previewTagLink,
    { params: { corpId, tagId: tagId ?? '0' }, body: { direction, corpTagId: corpTagId ?? null } },
    { enabled },
  )
  if (!enabled || !data) return { label: t('form.save'), lines: [] }
  const total = data.marked + data.unmarked + data.tagged
  if (total === 0) return { label: t('form.save'), lines: [t('form.nothing')] }
  const kinds = (['marked', 'unmarked', 'tagged'] as const).filter((kind) => data[kind] > 0)
  return {
    label: t('form.saveMany', { count: total, shown: numbers.exact(total) }),
    lines: kinds.map((kind) => t(`form.${kind}`, { count: data[kind], shown: numbers.exact(data[kind]) })),
  }
}

interface FieldProps {
  readonly tags: CorpTags | undefined
}

function TagField({ tags, link, open, onlyManual }: FieldProps & { link: TagLink | undefined; open: boolean; onlyManual: boolean }) {
  const { t } = useTranslation('corptags')
  const { data, isFetching } = useRead(
    listTags,
    { query: { limit: OFFERED, ...(onlyManual ? { kind: 'manual' } : {}) } },
    { enabled: open },
  )
  const linked = new Set((tags?.links ?? []).map(({ tagId }) => tagId))
  const offered = (data?.items ?? []).filter(({ id }) => id === link?.tagId || !linked.has(id))
  return (
    <Form.Item name="tagId" label={t('form.tag')} extra={t('form.tagHint')} rules={[{ required: true, message: t('form.needed') }]}>
      <Select
        placeholder={t('form.choose')}
        disabled={link !== undefined}
        loading={isFetching}
        showSearch={SEARCH}
        options={offered.map(({ id, name, groupName }) => ({ value: id, label: groupName ? `${groupName} · ${name}` : name }))}
      />
    </Form.Item>
  )
}

function ExistingField({ tags, link }: FieldProps & { link: TagLink | undefined }) {
  const { t } = useTranslation('corptags')
  const groups = (tags?.groups ?? []).map(({ id, name, tags: inGroup }) => ({
    label: name,
    title: id,
    options: inGroup
      .filter(({ linkedTagId }) => linkedTagId === null || linkedTagId === link?.tagId)
      .map((tag) => ({ value: tag.id, label: tag.name })),
  }))
  return (
    <Form.Item name="corpTagId" label={t('form.existing')} rules={[{ required: true, message: t('form.needed') }]}>
      <Select
        placeholder={t('form.choose')}
        notFoundContent={t('form.noExisting')}
        showSearch={SEARCH}
        options={groups.filter(({ options }) => options.length > 0)}
      />
    </Form.Item>
  )
}

function NewFields({ tags }: FieldProps) {
  const { t } = useTranslation('corptags')
  return (
    <>
      <Form.Item
        name="groupName"
        label={t('form.group')}
        extra={t('form.groupHint')}
        rules={[{ required: true, message: t('form.needed') }]}
      >
        <AutoComplete maxLength={NAME_MAX_CHARACTERS} options={(tags?.groups ?? []).map(({ name }) => ({ value: name }))} />
      </Form.Item>
      <Form.Item name="name" label={t('form.name')} extra={t('form.nameHint')}>
        <Input maxLength={NAME_MAX_CHARACTERS} />
      </Form.Item>
    </>
  )
}
