/** Row types of every Postgres table. Each module adds its own from its `tables.ts` by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it by declaration merging
export interface Tables {}
