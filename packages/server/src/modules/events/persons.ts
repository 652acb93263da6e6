/** From the ids of people in requests to the atoms that their events carry. */
import type { Handles } from '../../platform/handles.ts'
import { atomOfPersonId, atomsOfPersons, personsOfAtoms } from '../identity/index.ts'

/** Atoms of all those people, in two statements however many they are. An id that was never given out has none, so it finds no events. */
export async function atomsOfIds(
  { db }: Pick<Handles, 'db'>,
  { workspaceId, personIds }: { readonly workspaceId: number; readonly personIds: readonly string[] },
): Promise<readonly number[]> {
  const named = personIds.flatMap((id) => atomOfPersonId(id) ?? [])
  const persons = [...new Set((await personsOfAtoms(db, { workspaceId, atoms: named })).values())]
  return [...(await atomsOfPersons(db, { workspaceId, persons })).values()].flat()
}
