/** Every endpoint of the management API, as data. Browser-safe. OpenAPI, the permission matrix, the CLI and the house checks walk this list. */
import * as audienceContract from './modules/audience/contract.ts'
import * as predictionsContract from './modules/audience/predictions/contract.ts'
import * as tagRulesContract from './modules/audience/tags/contract.ts'
import * as tiersContract from './modules/audience/tiers/contract.ts'
import * as traitSuggestionsContract from './modules/audience/traits/contract.ts'
import * as wecomConnectionContract from './modules/channels/wecom/connection/contract.ts'
import * as wecomContactsContract from './modules/channels/wecom/contacts/contract.ts'
import * as wecomDayContract from './modules/channels/wecom/day/contract.ts'
import * as wecomGroupsContract from './modules/channels/wecom/groups/contract.ts'
import * as wecomLostContract from './modules/channels/wecom/lost/contract.ts'
import * as wecomMassSendContract from './modules/channels/wecom/mass-send/contract.ts'
import * as wecomMediaContract from './modules/channels/wecom/media/contract.ts'
import * as wecomMomentsContract from './modules/channels/wecom/moments/contract.ts'
import * as wecomQuotasContract from './modules/channels/wecom/quotas/contract.ts'
import * as wecomReconcileContract from './modules/channels/wecom/reconcile/contract.ts'
import * as wecomTagsContract from './modules/channels/wecom/tags/contract.ts'
import * as wecomTransferContract from './modules/channels/wecom/transfer/contract.ts'
import * as wecomWelcomeContract from './modules/channels/wecom/welcome/contract.ts'
import * as consentsContract from './modules/compliance/consents/contract.ts'
import * as complianceContract from './modules/compliance/contract.ts'
import * as purposesContract from './modules/compliance/purposes/contract.ts'
import * as rightsContract from './modules/compliance/rights/contract.ts'
import * as collectContract from './modules/events/collect/contract.ts'
import * as eventsContract from './modules/events/contract.ts'
import * as importsContract from './modules/events/imports/contract.ts'
import * as planContract from './modules/events/plan/contract.ts'
import * as identityContract from './modules/identity/contract.ts'
import * as duplicatesContract from './modules/identity/duplicates/contract.ts'
import * as linksContract from './modules/identity/links/contract.ts'
import * as tagsContract from './modules/identity/tags/contract.ts'
import * as clvContract from './modules/insights/clv/contract.ts'
import * as insightsContract from './modules/insights/contract.ts'
import * as poolContract from './modules/insights/pool/contract.ts'
import * as tierFiguresContract from './modules/insights/tiers/contract.ts'
import * as reachContract from './modules/reach/contract.ts'
import * as reachDayContract from './modules/reach/day/contract.ts'
import * as reachSettingsContract from './modules/reach/settings/contract.ts'
import * as tasksContract from './modules/tasks/contract.ts'
import * as authContract from './platform/auth/contract.ts'
import * as clockContract from './platform/business-clock/contract.ts'
import type { Endpoint } from './platform/contract.ts'
import * as jobsContract from './platform/jobs/contract.ts'

const contracts: readonly Readonly<Record<string, unknown>>[] = [
  authContract,
  jobsContract,
  clockContract,
  identityContract,
  linksContract,
  duplicatesContract,
  complianceContract,
  consentsContract,
  purposesContract,
  rightsContract,
  eventsContract,
  collectContract,
  importsContract,
  planContract,
  tagsContract,
  audienceContract,
  tagRulesContract,
  tiersContract,
  insightsContract,
  poolContract,
  tierFiguresContract,
  clvContract,
  predictionsContract,
  traitSuggestionsContract,
  wecomConnectionContract,
  wecomContactsContract,
  wecomGroupsContract,
  wecomDayContract,
  wecomMassSendContract,
  wecomMediaContract,
  wecomMomentsContract,
  wecomQuotasContract,
  wecomReconcileContract,
  wecomTransferContract,
  wecomLostContract,
  wecomWelcomeContract,
  wecomTagsContract,
  reachContract,
  reachSettingsContract,
  reachDayContract,
  tasksContract,
]

/** Endpoints in the order of their contracts. */
export const endpoints: readonly Endpoint[] = contracts.flatMap((contract) => Object.values(contract).filter(isEndpoint))

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'access' in value && 'method' in value && 'path' in value && 'response' in value
}
