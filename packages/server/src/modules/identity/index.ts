/** Face of `identity`: people, identifiers, traits. */
export { findOrMakeAtoms, resolveAtoms, type SeenTogether } from './atoms.ts'
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
export { type IdentityServices, identityRoutes } from './routes.ts'
export { applyTraits, type TraitChangeOfAtom } from './traits.ts'
