/** Looks at the whole repository with every rule and prints what is wrong, then the sizes. Part of `npm run check`. */
import { type Finding, findingLine, type Rule } from './rule.ts'
import { rules } from './rules.ts'
import { sizesReport } from './sizes.ts'
import { readRepository, type Tree } from './tree.ts'

const asked = process.argv.slice(2)
const tree = readRepository()
for (const rule of rules.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const findings = await look(rule, tree)
  if (findings.length === 0) continue
  process.exitCode = 1
  console.log(`${rule.name}: ${findings.length} found; it should hold that ${rule.about}`)
  for (const finding of findings) console.log(`  ${findingLine(finding)}`)
}
if (asked.length === 0) for (const line of sizesReport(tree)) console.log(line)
// What a rule imported may hold timers or threads; nothing here waits for them.
process.exit()

/** A rule that cannot look, because a file it loads is broken, is a finding too. */
async function look(rule: Rule, tree: Tree): Promise<readonly Finding[]> {
  try {
    return await rule.check(tree)
  } catch (error) {
    return [{ path: '.', says: `the rule could not look: ${error instanceof Error ? error.message : String(error)}` }]
  }
}
