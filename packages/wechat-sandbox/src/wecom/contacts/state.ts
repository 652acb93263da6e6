/** WW:92577, characters of a channel's `state`. */
export const STATE_LENGTH = 30
