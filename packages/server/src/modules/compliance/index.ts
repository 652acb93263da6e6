/** The face of compliance. */
export { openAuditSink } from './audit.ts'
export {
  readConsentCopies,
  takeConsentCopies,
} from './consents/copies.ts'
export { CONSENT_WITHDRAWN, consentStates } from './consents/ledger.ts'
export { ALL_CHANNELS, opensChannel, REACH_PURPOSE, reachChannels } from './consents/reach.ts'
export { consentChannelWords, purposeWords, reachChannelWords } from './consents/words.ts'
export { complianceErrors } from './errors.ts'
export { findPurpose } from './purposes/purposes.ts'
export { anyoneErased } from './rights/erasures.ts'
export type { EraseInput, ExportedRows, HeldInput, PersonDataHolder } from './rights/holders.ts'
