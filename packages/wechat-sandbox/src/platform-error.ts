/** A refusal in the platform's own words: HTTP 200 with errcode and errmsg [WW:90455]. */
import { type Errcode, errmsgOf } from './errcodes.ts'

export class PlatformError extends Error {
  readonly errcode: number
  readonly hint: string | undefined
  constructor(errcode: number, hint?: string) {
    super(errmsgOf(errcode))
    this.name = 'PlatformError'
    this.errcode = errcode
    this.hint = hint
  }
}

/** A code written out must be in the table; one that is computed is looked up when it is thrown. */
type Known<Code extends number> = number extends Code ? Code : Code extends Errcode ? Code : never

/** @param hint what exactly was wrong, for whoever reads errmsg; programs decide on errcode alone */
export function platformError<Code extends number>(errcode: Code & Known<Code>, hint?: string): never {
  throw new PlatformError(errcode, hint)
}
