/** Channels and purposes in sentences. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { knownPurposes } from '../purposes/known.ts'
import type { ConsentChannel, ReachableChannel } from './contract.ts'

export const consentChannelWords: Readonly<Record<ConsentChannel, Words>> = {
  wecom: { zh: '企业微信', en: 'WeCom' },
  group: { zh: '社群', en: 'groups' },
  moments: { zh: '朋友圈', en: 'Moments' },
  official_account: { zh: '公众号', en: 'the official account' },
  mini_program: { zh: '小程序', en: 'the mini program' },
  sms: { zh: '短信', en: 'text messages' },
  email: { zh: '邮件', en: 'e-mail' },
  push: { zh: 'App 推送', en: 'app push' },
  phone: { zh: '电话', en: 'phone calls' },
  store: { zh: '门店', en: 'stores' },
  all: { zh: '所有渠道', en: 'all channels' },
}

export const reachChannelWords: Readonly<Record<ReachableChannel, Words>> = {
  wecom: consentChannelWords.wecom,
  weixin: { zh: '微信（公众号或小程序）', en: 'WeChat (official account or mini program)' },
  sms: consentChannelWords.sms,
  phone: consentChannelWords.phone,
  email: consentChannelWords.email,
}

/** A purpose that every workspace has by its words, any other by its name. */
export function purposeWords(name: string): Words {
  const words = knownPurposes.find((purpose) => purpose.name === name)?.words
  return words ? { zh: `“${words.zh}”`, en: `“${words.en}”` } : { zh: `“${name}”`, en: `“${name}”` }
}
