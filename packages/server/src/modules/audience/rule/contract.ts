/** What a builder of rules needs of them, browser-safe: every leaf by its operator, the words a leaf may choose from, and how large a rule may be. */
export {
  INTENTS,
  LIFECYCLE_STAGES,
  leaves,
  MAX_RULE_DEPTH,
  MAX_RULE_LEAVES,
  type OperatorName,
  PREDICTIONS,
  REACHABLE,
  RELATIONS,
  RFM_SEGMENTS,
  type Rule,
  VALUE_STAGES,
} from './rule.ts'
export { RuleShape } from './shape.ts'
