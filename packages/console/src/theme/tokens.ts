/** The console's own look: nothing but tokens on top of Ant Design, for light and dark. */
import { theme as antTheme, type ThemeConfig } from 'antd'

export type Appearance = 'light' | 'dark'

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace'

/** Surfaces of the dark appearance, from the page up to what floats above it. */
const darkSurfaces = { colorBgContainer: '#171d22', colorBgElevated: '#1f272d', colorBorderSecondary: '#283138', colorBorder: '#3a454e' }

/** Backgrounds and borders of notices in light: derived from dark seeds they would be grey. The dark appearance derives good ones. */
const lightNotices = {
  colorSuccessBg: '#e8f6ee',
  colorSuccessBorder: '#a6d9bd',
  colorWarningBg: '#fdf3e1',
  colorWarningBorder: '#efd09a',
  colorErrorBg: '#fdeeee',
  colorErrorBorder: '#f1b8b8',
  colorInfoBg: '#e4f2f7',
  colorInfoBorder: '#a7d2e1',
}

/** Soft texts keep the contrast of AA on every surface. */
const softTexts = {
  light: { colorTextDescription: 'rgba(0, 0, 0, 0.62)', colorTextPlaceholder: 'rgba(0, 0, 0, 0.55)' },
  dark: { colorTextDescription: 'rgba(255, 255, 255, 0.65)', colorTextPlaceholder: 'rgba(255, 255, 255, 0.5)' },
} as const

export const ownColours = {
  light: {
    primary: '#0a6c8a',
    link: '#0a6c8a',
    soft: '#e4f2f7',
    softer: '#d3e9f1',
    layout: '#f5f7f9',
    success: '#1a7f4e',
    warning: '#b26a00',
    error: '#c93535',
  },
  dark: {
    primary: '#38b0d4',
    link: '#62c5e3',
    soft: '#12313c',
    softer: '#173e4c',
    layout: '#0e1316',
    success: '#3fae78',
    warning: '#d9962f',
    error: '#e5605e',
  },
} as const

/** The Ant Design theme of one appearance. Without motion nothing grows, slides or fades in: it is there. */
export function antThemeOf(appearance: Appearance, { motion }: { motion: boolean }): ThemeConfig {
  const own = ownColours[appearance]
  return {
    algorithm: appearance === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    hashed: false,
    token: {
      colorPrimary: own.primary,
      colorInfo: own.primary,
      colorLink: own.link,
      // Ant Design's own derivation turns a dark teal into grey.
      colorPrimaryBg: own.soft,
      colorPrimaryBgHover: own.softer,
      controlItemBgActive: own.soft,
      controlItemBgActiveHover: own.softer,
      colorSuccess: own.success,
      colorWarning: own.warning,
      colorError: own.error,
      colorBgLayout: own.layout,
      ...(appearance === 'dark' ? darkSurfaces : lightNotices),
      ...softTexts[appearance],
      motion,
      borderRadius: 8,
      fontFamily: FONT,
      fontFamilyCode: MONOSPACE,
      wireframe: false,
    },
    components: {
      Layout: { siderBg: 'transparent', headerBg: 'transparent', headerHeight: 56, headerPadding: '0 24px' },
      Menu: {
        itemSelectedColor: own.link,
        subMenuItemSelectedColor: own.link,
        itemBorderRadius: 8,
        itemHeight: 36,
        activeBarBorderWidth: 0,
        subMenuItemBg: 'transparent',
      },
      Table: { headerBorderRadius: 8, cellPaddingBlockMD: 10, cellPaddingInlineMD: 20, headerSplitColor: 'transparent' },
      Statistic: { contentFontSize: 28 },
    },
  }
}
