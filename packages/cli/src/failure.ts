/** What a command cannot do; its message goes to stderr as it is and the exit code is 1. */
export class Failure extends Error {
  override name = 'Failure'
  /** The server's code, when it refused. */
  readonly code: string | undefined
  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}
