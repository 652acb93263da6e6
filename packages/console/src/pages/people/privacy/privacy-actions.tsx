/** What a person's page can do for their rights: hand out all their data, and delete them. */
import { erasePerson, exportPerson } from '@liuchi/server/contract/compliance/rights'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhyNot, useWorkspace } from '../../../api/session.ts'
import type { DetailAction } from '../../../pagekinds/detail/detail-page.tsx'
import { ErasePerson } from './erase-person.tsx'
import { ExportPerson } from './export-person.tsx'

export interface PrivacyActions {
  /** 导出资料 and 删除此人, for the page's actions. */
  readonly actions: readonly (DetailAction & { readonly danger?: boolean })[]
  /** What the actions open; to be rendered somewhere on the page. */
  readonly dialogs: ReactNode
}

/** The export holds phone numbers and addresses in clear: whoever makes it must be allowed to see them. */
const PERSONAL = 'people.read_personal'

export function usePrivacyActions({ personId }: { readonly personId: string }): PrivacyActions {
  const { t } = useTranslation('privacy')
  const whyNot = useWhyNot()
  const mayReadPersonal = useWorkspace()?.permissions.includes(PERSONAL) ?? false
  const [shown, show] = useState<'export' | 'erase'>()
  const close = () => show(undefined)
  return {
    actions: [
      {
        key: 'export',
        label: t('export.action'),
        onClick: () => show('export'),
        whyNot: whyNot(exportPerson) ?? (mayReadPersonal ? undefined : t('export.needsPersonal')),
      },
      { key: 'erase', label: t('erase.action'), onClick: () => show('erase'), danger: true, whyNot: whyNot(erasePerson) },
    ],
    dialogs: (
      <>
        <ExportPerson personId={personId} open={shown === 'export'} onClose={close} />
        <ErasePerson personId={personId} open={shown === 'erase'} onClose={close} />
      </>
    ),
  }
}
