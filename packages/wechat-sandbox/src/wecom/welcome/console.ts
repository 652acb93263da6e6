/** The welcome an administrator writes in the console: the platform sends it itself, and adds come without a code (WW:92599). */
import { z } from 'zod'
import { defineVerb } from '../../verb.ts'
import type { World } from '../../world.ts'

/** WW:92599 names 4,000 bytes for apps; characters here, ours. */
const TEXT_LENGTH = 1_000

/** Undefined: the console has none, apps welcome. */
export function consoleWelcome(world: World, corpId: string): string | undefined {
  return world.store.get<{ text: string }>('select text from welcome_console where corp_id = ?', [corpId])?.text
}

/** An empty text leaves welcoming to apps again. */
export const setWelcome = defineVerb({
  name: 'setWelcome',
  actor: 'staff',
  shape: z.object({ text: z.string().max(TEXT_LENGTH) }),
  act: ({ world, actor, input }) => {
    world.store.run('delete from welcome_console where corp_id = ?', [actor.corpId])
    if (input.text === '') return ['apps welcome new contacts']
    world.store.run('insert into welcome_console (corp_id, text) values (?, ?)', [actor.corpId, input.text])
    return ['the console welcomes new contacts, adds come without a code']
  },
})
