/** Every rule of the house, in the order they are reported. */
import type { Rule } from './rule.ts'
import { callsRule } from './rules/calls.ts'
import { consoleWordsRule } from './rules/console-words.ts'
import { contractsRule } from './rules/contracts.ts'
import { cyclesRule } from './rules/cycles.ts'
import { endpointsRule } from './rules/endpoints.ts'
import { errorWordsRule } from './rules/error-words.ts'
import { facesRule } from './rules/faces.ts'
import { filesRule } from './rules/files.ts'
import { linksRule } from './rules/links.ts'
import { mapRule } from './rules/map.ts'
import { migrationsRule } from './rules/migrations.ts'
import { oneSessionRule } from './rules/one-session.ts'
import { openapiRule } from './rules/openapi.ts'
import { tablesRule } from './rules/tables.ts'

export const rules: readonly Rule[] = [
  mapRule,
  facesRule,
  contractsRule,
  cyclesRule,
  callsRule,
  oneSessionRule,
  migrationsRule,
  tablesRule,
  errorWordsRule,
  consoleWordsRule,
  endpointsRule,
  openapiRule,
  linksRule,
  filesRule,
]
