/** What the playground page asks for. */
import type { FastifyInstance } from 'fastify'
import { renderSVG } from 'uqr'
import { z } from 'zod'
import type { Area } from '../area.ts'
import { read } from '../control/read.ts'
import { personQuery } from '../control/shapes.ts'
import { readActor } from '../deeds.ts'
import { introduceCorp } from '../introduce.ts'
import type { Sandbox } from '../open-sandbox.ts'
import { assetRoutes, sendPage } from './assets.ts'
import { findPeople, findPicture, knownCodes, knownGroups, lookAtPhone } from './looks.ts'

const peopleQuery = z.object({ words: z.string().max(100).default(''), limit: z.coerce.number().int().min(1).max(500).default(100) })

/** A QR code of medium correction holds 2,331 bytes. */
const qrQuery = z.object({
  text: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 2_331, 'at most 2,331 bytes'),
})

const pictureQuery = z.object({ address: z.string().min(1).max(2_048) })

/** @param input.requireWorld refuses before the first world */
export function playgroundRoutes(
  app: FastifyInstance,
  input: { sandbox: Sandbox; areas: readonly Area[]; requireWorld: () => void },
): void {
  const { sandbox, areas, requireWorld } = input
  app.get('/_sandbox', (request, reply) => {
    if (String(request.headers.accept).includes('text/html')) return sendPage(reply)
    return { ready: true, world: sandbox.hasWorld(), now: new Date(sandbox.now()).toISOString() }
  })
  assetRoutes(app)
  app.get('/_sandbox/people', (request) => {
    requireWorld()
    return { items: findPeople(sandbox.world, read(peopleQuery, request.query)) }
  })
  app.get('/_sandbox/phone', (request) => {
    requireWorld()
    const { customer, staff } = read(personQuery, request.query)
    const actor = readActor(sandbox.world, customer === undefined ? `staff:${staff}` : `customer:${customer}`)
    return lookAtPhone(sandbox.world, actor)
  })
  app.get('/_sandbox/corp', () => {
    requireWorld()
    return introduceCorp(sandbox.world)
  })
  app.get('/_sandbox/groups', () => {
    requireWorld()
    return { items: knownGroups(sandbox.world) }
  })
  app.get('/_sandbox/codes', () => {
    requireWorld()
    return { items: knownCodes(sandbox.world) }
  })
  app.get('/_sandbox/qr.svg', (request, reply) => {
    const { text } = read(qrQuery, request.query)
    return reply.type('image/svg+xml').send(renderSVG(text, { ecc: 'M', border: 2 }))
  })
  app.get('/_sandbox/picture', (request, reply) => {
    const { address } = read(pictureQuery, request.query)
    const picture = findPicture(sandbox.world, address)
    if (!picture) return reply.callNotFound()
    // Uploaded bytes are shown as a picture and nothing else.
    return reply.headers({ 'content-security-policy': "default-src 'none'; sandbox" }).type(picture.contentType).send(picture.bytes)
  })
  app.get('/_sandbox/verbs', () => ({
    items: areas.flatMap((area) =>
      area.verbs.map(({ name, actor, shape }) => ({
        name,
        actor,
        area: area.name,
        fields: z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }),
      })),
    ),
  }))
}
