/** Random lives of who is who: each command is done by the program and by the model, and both are held against each other after it. */
import type { World } from '../../../packages/server/src/platform/testing/world.ts'
import { acts } from './acts.ts'
import type { Scenario } from './commands.ts'
import { brokenInvariants, differences } from './compare.ts'
import { openModel } from './model.ts'
import { markAtoms, misread } from './readers.ts'
import { anotherProcess, look, NOTICED_MS, newWorkspace, type Simulation } from './simulation.ts'
import { readStored } from './stored.ts'
import { universes } from './universe.ts'

/** So that identifiers of different commands are of different age. */
const BETWEEN_COMMANDS_MS = 1_000

/** @throws with the story so far when program and model part, or when something holds no longer */
export async function live(world: World, { universe, commands }: Scenario): Promise<void> {
  const workspaceId = await newWorkspace(world)
  const simulation: Simulation = {
    workspaceId,
    universe: universes[universe],
    model: openModel(),
    story: [],
    stored: await readStored(world.handles, workspaceId),
    step: 0,
    handles: anotherProcess(world.handles),
    other: anotherProcess(world.handles),
  }
  const marked = new Set<number>()
  const wrong = (error: unknown) => [error instanceof Error ? (error.stack ?? '') : String(error)]
  for (const command of commands) {
    simulation.step++
    world.business.setOffsetMs(world.business.offsetMs() + BETWEEN_COMMANDS_MS)
    // So that a process notices what the other one changed.
    if (command.do === 'change') world.real.setOffsetMs(world.real.offsetMs() + NOTICED_MS)
    const problems = await doBoth(simulation, command).catch(wrong)
    if (problems.length > 0) throw new Error(tell(simulation, problems))
    await markAtoms(simulation, marked)
  }
  const problems = await misread(simulation).catch(wrong)
  if (problems.length > 0) throw new Error(tell(simulation, problems))
}

async function doBoth(simulation: Simulation, command: Scenario['commands'][number]): Promise<string[]> {
  const problems = await acts[command.do](simulation, command as never)
  const stored = await look(simulation)
  return [...problems, ...differences(simulation.model, stored), ...brokenInvariants(stored)]
}

function tell({ story, model }: Simulation, problems: readonly string[]): string {
  const atoms = [...model.held].map(([atom, { identifier }]) => `${atom} is ${identifier.kind}:${identifier.value}`)
  const lines = [...story.map((sentence, index) => `${index + 1}. ${sentence}`), 'then:', ...problems, `(${atoms.join(', ')})`]
  return lines.join('\n')
}
