/** One walk over a source file's syntax tree, keeping what the rules ask for. */
import { parseSync } from 'vite'

/** Stands for what is computed inside a template. */
export const EXPRESSION = '‹›'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** Vanishes when types are stripped. */
  readonly typeOnly: boolean
  /** Imported names; `*` for a whole namespace or an `export *`. */
  readonly names: readonly string[]
}

export interface Use {
  /** Dotted, as written: `Date.now`, `process.env`, `setTimeout`; `new Date()` for a construction without arguments. */
  readonly text: string
  readonly line: number
}

export interface SourceFunction {
  readonly name: string
  readonly line: number
  readonly lines: number
}

export interface SourceText {
  /** The literal, with `EXPRESSION` where a template has one. */
  readonly value: string
  readonly line: number
  /** The tag of a template, or the function it is an argument of, dotted; empty otherwise. */
  readonly usedBy: string
}

export interface CodeFacts {
  readonly lines: number
  readonly imports: readonly Import[]
  /** Members read and functions called by a global-looking name. */
  readonly uses: readonly Use[]
  readonly functions: readonly SourceFunction[]
  readonly texts: readonly SourceText[]
  /** Keys of object literals, with the function they are an argument of. */
  readonly objects: readonly { readonly keys: readonly string[]; readonly line: number; readonly usedBy: string }[]
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>

interface Gathered {
  /** Names that functions get from what they are assigned to. */
  names: Map<Node, string>
  imports: Import[]
  uses: Use[]
  functions: SourceFunction[]
  texts: SourceText[]
  objects: { keys: readonly string[]; line: number; usedBy: string }[]
}

/** @throws when the file does not parse */
export function readCode(path: string, text: string): CodeFacts {
  const { program, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`)
  const lineOf = lineFinder(text)
  const gathered: Gathered = { names: new Map(), imports: [], uses: [], functions: [], texts: [], objects: [] }
  walk(program as unknown as Node, '', (node, usedBy) => gatherers[node.type]?.({ node, usedBy, lineOf, gathered }))
  const { names: _, ...facts } = gathered
  return { lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), ...facts }
}

/** Visits every node, telling which call or tag it is a direct argument of. */
function walk(node: Node, usedBy: string, visit: (node: Node, usedBy: string) => void): void {
  visit(node, usedBy)
  const caller = callerOf(node)
  for (const [key, value] of Object.entries(node)) {
    const below = caller !== undefined && (key === 'arguments' || key === 'quasi') ? caller : ''
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, below, visit)
  }
}

function callerOf(node: Node): string | undefined {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return dotted(node.callee)
  return node.type === 'TaggedTemplateExpression' ? dotted(node.tag) : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

interface Visit {
  readonly node: Node
  readonly usedBy: string
  readonly lineOf: (offset: number) => number
  readonly gathered: Gathered
}

type Gatherer = (visit: Visit) => void

const gatherFunction: Gatherer = ({ node, lineOf, gathered }) => {
  const line = lineOf(node.start)
  const name = nameOf(node) ?? gathered.names.get(node) ?? '(unnamed)'
  gathered.functions.push({ name, line, lines: lineOf(node.end) - line + 1 })
}

const gatherOwner: Gatherer = ({ node, gathered }) => {
  if (isNode(node.value)) gathered.names.set(node.value, nameOf({ ...node, id: node.key }) ?? '')
}

/** What is kept of each kind of node. */
const gatherers: Readonly<Record<string, Gatherer>> = {
  ImportDeclaration: gatherImport,
  ExportNamedDeclaration: gatherImport,
  ExportAllDeclaration: gatherImport,
  ImportExpression: gatherImport,
  TSImportType: gatherImport,
  FunctionDeclaration: gatherFunction,
  FunctionExpression: gatherFunction,
  ArrowFunctionExpression: gatherFunction,
  Property: gatherOwner,
  MethodDefinition: gatherOwner,
  VariableDeclarator: ({ node, gathered }) => {
    if (isNode(node.init)) gathered.names.set(node.init, nameOf(node) ?? '')
  },
  MemberExpression: ({ node, lineOf, gathered }) => {
    gathered.uses.push({ text: dotted(node), line: lineOf(node.start) })
  },
  CallExpression: ({ node, lineOf, gathered }) => {
    if (isNode(node.callee) && node.callee.type === 'Identifier')
      gathered.uses.push({ text: dotted(node.callee), line: lineOf(node.start) })
  },
  NewExpression: ({ node, lineOf, gathered }) => {
    const text = `new ${dotted(node.callee)}${sizeOf(node.arguments) === 0 ? '()' : ''}`
    gathered.uses.push({ text, line: lineOf(node.start) })
  },
  Literal: ({ node, usedBy, lineOf, gathered }) => {
    if (typeof node.value === 'string') gathered.texts.push({ value: node.value, line: lineOf(node.start), usedBy })
  },
  TemplateLiteral: ({ node, usedBy, lineOf, gathered }) => {
    gathered.texts.push({ value: templateText(node), line: lineOf(node.start), usedBy })
  },
  ObjectExpression: ({ node, usedBy, lineOf, gathered }) => {
    gathered.objects.push({ keys: keysOf(node), line: lineOf(node.start), usedBy })
  },
}

function gatherImport({ node, lineOf, gathered }: Visit): void {
  if (!isNode(node.source) || typeof node.source.value !== 'string') return
  const specifiers = Array.isArray(node.specifiers) ? node.specifiers.filter(isNode) : []
  const isType = (kind: unknown) => kind === 'type'
  const typeOnly =
    node.type === 'TSImportType' ||
    isType(node.importKind) ||
    isType(node.exportKind) ||
    (specifiers.length > 0 && specifiers.every((one) => isType(one.importKind) || isType(one.exportKind)))
  const names = specifiers.map((one) => nameOf({ ...one, id: one.imported ?? one.local }) ?? '*')
  const whole = node.type === 'ExportAllDeclaration' || node.type === 'ImportExpression'
  gathered.imports.push({ specifier: node.source.value, line: lineOf(node.start), typeOnly, names: whole ? ['*'] : names })
}

function dotted(value: unknown): string {
  if (!isNode(value)) return ''
  if (value.type === 'Identifier') return String(value.name)
  if (value.type === 'ThisExpression') return 'this'
  if (value.type === 'TSNonNullExpression' || value.type === 'ChainExpression') return dotted(value.expression)
  if (value.type !== 'MemberExpression') return ''
  const property = isNode(value.property) ? value.property : undefined
  const name = value.computed ? property?.value : property?.name
  return `${dotted(value.object)}.${typeof name === 'string' ? name : ''}`.replace(/^globalThis\./, '')
}

function nameOf(node: Node): string | undefined {
  if (!isNode(node.id)) return undefined
  const name = node.id.name ?? node.id.value
  return typeof name === 'string' ? name : undefined
}

function keysOf(node: Node): string[] {
  const properties = Array.isArray(node.properties) ? node.properties.filter(isNode) : []
  return properties.map((property) => (isNode(property.key) ? String(property.key.name ?? property.key.value ?? '') : ''))
}

function templateText(node: Node): string {
  const parts = Array.isArray(node.quasis) ? node.quasis.filter(isNode) : []
  return parts.map((part) => (part.value as { cooked?: string }).cooked ?? '').join(EXPRESSION)
}

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

/** Line numbers, from 1, by offset. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
