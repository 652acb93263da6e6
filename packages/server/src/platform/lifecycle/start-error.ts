/** The program cannot start; the message is the one sentence to print. */
export class StartError extends Error {
  override name = 'StartError'
}
