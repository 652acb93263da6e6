/** The copies in the event store as queries see them; each is read with FINAL, and the migrations of this folder say what their columns mean. */

/** Every identifier without its value. */
export const IDENTIFIERS_COPY = 'dim_identifiers_v1'
/** Traits of atoms; contacts only as "there is one". */
export const TRAITS_COPY = 'dim_traits_v1'
/** Marks of tags on atoms. */
export const TAGS_COPY = 'dim_tags_v1'
/** The latest word of each atom on a purpose and channel. */
export const CONSENTS_COPY = 'dim_consents_v1'
