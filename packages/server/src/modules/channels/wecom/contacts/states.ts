/** How a member of staff and a contact stand to each other. Browser-safe. */
export const RELATION_STATES = ['half_added', 'active', 'deleted_by_customer', 'deleted_by_staff', 'transferred'] as const
export type RelationState = (typeof RELATION_STATES)[number]

/** States in which the platform lists the contact for the member. */
export const HELD_STATES = ['active', 'deleted_by_customer'] as const satisfies readonly RelationState[]
