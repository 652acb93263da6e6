/** How it stands with a customer group, and how somebody left one. Browser-safe. */
export const GROUP_STATES = ['normal', 'owner_left', 'transferring', 'transferred', 'unseen', 'dismissed'] as const
export type GroupState = (typeof GROUP_STATES)[number]

export const MEMBER_KINDS = ['customer', 'staff'] as const
export type MemberKind = (typeof MEMBER_KINDS)[number]

/** '' when nobody said how. */
export const LEFT_HOW = ['', 'left', 'removed', 'dismissed'] as const
export type LeftHow = (typeof LEFT_HOW)[number]
