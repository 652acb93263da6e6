/** Who ended it. Browser-safe. customer: they deleted the member · staff: the member deleted them. */
export const LOST_BY = ['customer', 'staff'] as const
export type LostBy = (typeof LOST_BY)[number]
