/** What a change of who is who makes old: everything read about people, and the conflicts. */
export const IDENTITY_STALE: readonly string[] = ['persons.', 'identity.', 'events.']
