/** Suggestions of traits over HTTP. */
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { callerOf } from '../../events/index.ts'
import { traitNames, traitValues } from './contract.ts'
import { suggestTraitNames, suggestTraitValues } from './suggest.ts'

export function traitSuggestionRoutes(): Binding[] {
  return [
    bind(traitNames, async (call) => ({
      items: await suggestTraitNames(callerOf(call), { workspaceId: call.workspace.id, ...call.query }),
    })),
    bind(traitValues, async (call) => ({
      items: await suggestTraitValues(callerOf(call), { workspaceId: call.workspace.id, ...call.query }),
    })),
  ]
}
