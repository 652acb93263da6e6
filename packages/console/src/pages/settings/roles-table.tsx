/** What each role may do, as one table. */
import { CheckOutlined } from '@ant-design/icons'
import { listRoles } from '@liuchi/server/platform/auth/contract'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage } from '../../i18n/formats.ts'
import { Section } from '../../parts/section.tsx'
import { useRoleWords } from './role-words.ts'

/** A role's permissions may be patterns: `*`, `events.*`. */
function reaches(pattern: string, permission: string): boolean {
  return pattern === '*' || pattern === permission || (pattern.endsWith('.*') && permission.startsWith(pattern.slice(0, -1)))
}

export function RolesTable() {
  const { t } = useTranslation('settings')
  const language = useLanguage()
  const { data } = useRead(listRoles, {})
  const roleWords = useRoleWords()
  if (!data) return null
  return (
    <Section title={t('members.roles')} flush>
      <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
        <table className="lc-table">
          <thead>
            <tr>
              <th scope="col">{t('members.permission')}</th>
              {data.roles.map(({ name }) => (
                <th key={name} scope="col" style={{ textAlign: 'center' }}>
                  {roleWords(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.permissions.map(({ name, words }) => (
              <tr key={name}>
                <th scope="row">
                  {language === 'en' ? words.en : words.zh} <span className="lc-mono lc-soft">{name}</span>
                </th>
                {data.roles.map((role) => {
                  const may = role.permissions.some((pattern) => reaches(pattern, name))
                  return (
                    <td key={role.name} style={{ textAlign: 'center' }}>
                      {may ? (
                        <CheckOutlined className="lc-change-good" aria-label={t('members.may')} />
                      ) : (
                        <span className="lc-soft">–</span>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
