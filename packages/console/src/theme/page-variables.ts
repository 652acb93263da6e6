/** Hands Ant Design's tokens to the page's own style sheet as `--lc-…` variables, so that both change together. */
import type { GlobalToken } from 'antd'
import { type Appearance, ownColours } from './tokens.ts'

export function pageVariablesOf(token: GlobalToken, appearance: Appearance): Readonly<Record<string, string>> {
  return {
    '--lc-text': token.colorText,
    '--lc-text-soft': token.colorTextSecondary,
    '--lc-text-faint': token.colorTextTertiary,
    '--lc-page': token.colorBgLayout,
    '--lc-card': token.colorBgContainer,
    '--lc-raised': token.colorBgElevated,
    '--lc-line': token.colorBorderSecondary,
    '--lc-line-strong': token.colorBorder,
    '--lc-fill': token.colorFillTertiary,
    '--lc-link': ownColours[appearance].link,
    '--lc-primary': token.colorPrimary,
    '--lc-primary-soft': token.colorPrimaryBg,
    '--lc-good': token.colorSuccess,
    '--lc-bad': token.colorError,
    '--lc-warn': token.colorWarning,
    '--lc-radius': `${token.borderRadius}px`,
    '--lc-font': token.fontFamily,
    '--lc-mono': token.fontFamilyCode,
    '--lc-shadow': token.boxShadowTertiary,
  }
}
