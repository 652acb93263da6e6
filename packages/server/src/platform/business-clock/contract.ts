/** Moving the business clock in the sandbox. */
import { z } from 'zod'
import { endpoint } from '../contract.ts'

export const moveClock = endpoint({
  name: 'clock.move',
  method: 'POST',
  path: '/clock',
  access: 'clock.move',
  summary: { zh: '移动沙箱时间，并执行到那时为止到期的事', en: "Move the sandbox's time and run what falls due until then" },
  body: z.strictObject({
    /** ISO 8601 duration: `P1D`, `PT25S`. Time only moves forward. */
    advance: z.iso.duration(),
  }),
  response: z.object({ now: z.string(), ran: z.number() }),
  errors: ['clock.sandbox_only', 'clock.not_a_duration'],
})
