/** The face of compliance. */
export { openAuditSink } from './audit.ts'
export { consentStates } from './consents/ledger.ts'
export { complianceErrors } from './errors.ts'
export { findPurpose } from './purposes/purposes.ts'
export type { EraseInput, ExportedRows, HeldInput, PersonDataHolder } from './rights/holders.ts'
