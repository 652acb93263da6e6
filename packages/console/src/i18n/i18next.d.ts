/** Makes every `t('area:key')` a checked key. */
import 'i18next'
import type { words } from './zh-cn.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame'
    resources: typeof words
  }
}
