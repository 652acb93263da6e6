/** Where the platform delivers callbacks; `/:corpId` follows. */
export const CALLBACK_PATH = '/callback/wecom'
/** Value of `check` when we ask our own address: that is no proof that the platform asked. */
export const SELF_CHECK = 'self'
