/** For tests above identity: what the product does by its endpoints. */
export { unmerge } from './links/unmerge.ts'
export { changeGroup, createGroup } from './tags/groups.ts'
export { createTag } from './tags/tags.ts'
export { setTraitRule } from './trait-rules.ts'
