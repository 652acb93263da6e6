/** Face of `identity`: people, identifiers, traits. */
export { findOrMakeAtoms, resolveAtoms, type SeenTogether } from './atoms.ts'
export type { PersonStanding } from './contract.ts'
export {
  queueCopies,
  readIdentifierCopies,
  readTagCopies,
  readTraitCopies,
  type TraitCopy,
  takeCopies,
} from './copies.ts'
export { declaredKinds } from './declared-kinds.ts'
export { findDuplicatesJob } from './duplicates/job.ts'
export { duplicateRoutes } from './duplicates/routes.ts'
export { countAtoms, cutPerson, eraseAtoms, IDENTITY_PERSON_TABLES } from './erase.ts'
export { identityErrors } from './errors.ts'
export { type ClearIdentifier, clearIdentifiers, exportIdentity } from './export-person.ts'
export { type DeclaredKinds, type IdentifierKind, identifierKinds, kindOf, splitReference } from './kinds.ts'
export { type Linked, linkIdentifier, mergePeople } from './links/link.ts'
export { lockLinks } from './links/lock.ts'
export { linkRoutes } from './links/routes.ts'
export { type SeenUnbinding, unbindSeen } from './links/unbind.ts'
export { type IdentifierRef, type IdentifierRefusal, type Normalised, normaliseIdentifier } from './normalise.ts'
export { MAX_IDENTIFIERS_SHOWN, type PersonRead, readPersons } from './person-read.ts'
export { maskPersonal } from './personal.ts'
export {
  atomOfPersonId,
  atomsOfPerson,
  atomsOfPersons,
  failNobody,
  findPersonByReference,
  knownAtoms,
  knownPerson,
  personId,
  personOfId,
  personsOfAtoms,
} from './persons.ts'
export { type IdentityServices, identityRoutes, type StandingCall } from './routes.ts'
export { changeTagMarks, changeTagScores, type MarksChanged, type TagScoresChange } from './tags/change.ts'
export { tagErrors } from './tags/errors.ts'
export { type KnownTag, knownTag, manualTag, manualTags, tagNamed, tagsById, tagsByName } from './tags/known.ts'
export { MAX_MARKED_AT_ONCE } from './tags/marks.ts'
export { type PersonTagRow, tagsOfPersons } from './tags/person-tags.ts'
export { type TagServices, tagRoutes } from './tags/routes.ts'
export { DAY_MS, EPOCH_MS, scoreAt } from './tags/score.ts'
export { findTag, setHalfLife, type TagUse } from './tags/tags.ts'
export { changeWords } from './tags/words.ts'
export { traitRulesOf } from './trait-rules.ts'
export { applyTraits, type TraitChangeOfAtom } from './traits.ts'
export { verifyIdentifiers } from './verified.ts'
