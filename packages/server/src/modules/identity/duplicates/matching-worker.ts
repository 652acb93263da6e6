/** Worker thread: holds the people of one search and finds who is probably the same, so that the process goes on answering meanwhile. */
import { parentPort } from 'node:worker_threads'
import { type Found, findDuplicates } from './matching/find.ts'
import { addPerson, openPeople } from './matching/people.ts'
import { fieldValues } from './matching/person-fields.ts'
import type { PersonToCompare } from './people-pages.ts'

/** `add` is answered by `added`, `find` by any number of `share` and then `found`. */
export type ToMatching = { readonly add: readonly PersonToCompare[] } | { readonly find: true }
export type FromMatching = { readonly added: number } | { readonly share: number } | { readonly found: Found }

if (!parentPort) throw new Error('matching-worker.ts runs as a worker thread')
const port = parentPort
const people = openPeople()
const tell = (message: FromMatching) => port.postMessage(message)

port.on('message', (message: ToMatching) => {
  if ('add' in message) {
    for (const person of message.add) addPerson(people, person.id, fieldValues(person))
    tell({ added: people.size })
  } else {
    tell({ found: findDuplicates(people, { onProgress: (share) => tell({ share }) }) })
  }
})
