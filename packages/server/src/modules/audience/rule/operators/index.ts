/** Every operator by its name. */
import type { Operator } from '../operator.ts'
import type { OperatorName } from '../rule.ts'
import { audienceOperator } from './audience.ts'
import { consentOperator } from './consent.ts'
import { eventOperator } from './event.ts'
import { lifecycleOperator } from './lifecycle.ts'
import { predictionOperator } from './prediction.ts'
import { reachableOperator } from './reachable.ts'
import { rfmOperator } from './rfm.ts'
import { sequenceOperator } from './sequence.ts'
import { tagOperator } from './tag.ts'
import { traitOperator } from './trait.ts'
import { valueOperator } from './value.ts'

export const operators: { readonly [Name in OperatorName]: Operator<Name> } = {
  audience: audienceOperator,
  consent: consentOperator,
  event: eventOperator,
  lifecycle: lifecycleOperator,
  reachable: reachableOperator,
  prediction: predictionOperator,
  rfm: rfmOperator,
  sequence: sequenceOperator,
  tag: tagOperator,
  trait: traitOperator,
  value: valueOperator,
}
