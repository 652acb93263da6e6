/** Reads what a control call was given. */
import type { z } from 'zod'
import { wordsOf } from '../deeds.ts'

/** A request of the wrong form. */
export class BadRequest extends Error {}

/** @throws BadRequest naming the first wrong field */
export function read<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value)
  if (!result.success) throw new BadRequest(wordsOf(result.error))
  return result.data
}
