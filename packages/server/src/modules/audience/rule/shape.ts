/**
 * Reading a rule from a request: every misfit is named by its path (`all.1.event.count`), an unknown operator or field included. Written by
 * hand because a union of all forms could only say that none of them fits. Browser-safe.
 */
import { z } from 'zod'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { leaves, MAX_RULE_DEPTH, MAX_RULE_LEAVES, type OperatorName, type Rule } from './rule.ts'

const GROUPS = ['all', 'any', 'not'] as const
const OPERATORS: readonly string[] = [...GROUPS, ...Object.keys(leaves)]
type Path = readonly (string | number)[]

/** For request bodies. What comes out is a `Rule` with the defaults of its leaves filled in. */
export const RuleShape = z
  .unknown()
  .transform((value, context): Rule => {
    const reading: Reading = { leaves: 0, context }
    const rule = readNode(value, [], reading)
    if (reading.leaves > MAX_RULE_LEAVES) refuse(reading, [], tooManyLeaves)
    return rule ?? z.NEVER
  })
  .meta({
    type: 'object',
    description: `A tree with one key a node: ${OPERATORS.join(', ')}. At most ${MAX_RULE_LEAVES} leaves, ${MAX_RULE_DEPTH} levels.`,
  })

const tooManyLeaves = bothWords(`最多 ${MAX_RULE_LEAVES} 个条件`, `may have at most ${MAX_RULE_LEAVES} conditions`)
const tooDeep = bothWords(`最多嵌套 ${MAX_RULE_DEPTH} 层`, `may be nested at most ${MAX_RULE_DEPTH} levels deep`)
const notANode = bothWords('须是对象', 'must be an object')
const oneKey = bothWords(`须正好有一个条件：${OPERATORS.join('、')}`, `must have exactly one key of ${OPERATORS.join(', ')}`)
const unknownOperator = bothWords('没有这个条件', 'there is no such condition')
const notAList = bothWords('须是条件的数组', 'must be a list of conditions')
const emptyList = bothWords('至少要有一个条件', 'must have at least one condition')

interface Reading {
  leaves: number
  readonly context: z.core.$RefinementCtx
}

function refuse({ context }: Reading, path: Path, { params }: ReturnType<typeof bothWords>): undefined {
  context.issues.push({ code: 'custom', message: params.en, params: { ...params }, path: [...path], input: undefined })
}

function readNode(value: unknown, path: Path, reading: Reading): Rule | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(reading, path, notANode)
  const entries = Object.entries(value)
  const unknown = entries.find(([key]) => !OPERATORS.includes(key))
  if (unknown) return refuse(reading, [...path, unknown[0]], unknownOperator)
  const [only] = entries
  if (!only || entries.length > 1) return refuse(reading, path, oneKey)
  const [key, content] = only
  const inside = [...path, key]
  if (path.filter((part) => GROUPS.some((group) => group === part)).length >= MAX_RULE_DEPTH) return refuse(reading, path, tooDeep)
  if (key === 'not') {
    const rule = readNode(content, inside, reading)
    return rule && { not: rule }
  }
  return key === 'all' || key === 'any' ? readGroup(key, content, inside, reading) : readLeaf(key as OperatorName, content, inside, reading)
}

function readGroup(key: 'all' | 'any', content: unknown, path: Path, reading: Reading): Rule | undefined {
  if (!Array.isArray(content)) return refuse(reading, path, notAList)
  if (content.length === 0) return refuse(reading, path, emptyList)
  if (content.length > MAX_RULE_LEAVES) return refuse(reading, path, tooManyLeaves)
  const rules = content.map((item, index) => readNode(item, [...path, index], reading)).filter((rule) => rule !== undefined)
  return key === 'all' ? { all: rules } : { any: rules }
}

function readLeaf(key: OperatorName, content: unknown, path: Path, reading: Reading): Rule | undefined {
  reading.leaves += 1
  const read = leaves[key].safeParse(content, { reportInput: true })
  if (read.success) return { [key]: read.data } as unknown as Rule
  for (const issue of read.error.issues) reading.context.issues.push({ ...issue, path: [...path, ...issue.path] } as z.core.$ZodRawIssue)
  return undefined
}
