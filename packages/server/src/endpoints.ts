/** Every endpoint of the management API, as data. Browser-safe. OpenAPI, the permission matrix, the CLI and the house checks walk this list. */
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
import * as insightsContract from './modules/insights/contract.ts'
import * as poolContract from './modules/insights/pool/contract.ts'
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
  insightsContract,
  poolContract,
]

/** Endpoints in the order of their contracts. */
export const endpoints: readonly Endpoint[] = contracts.flatMap((contract) => Object.values(contract).filter(isEndpoint))

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'access' in value && 'method' in value && 'path' in value && 'response' in value
}
