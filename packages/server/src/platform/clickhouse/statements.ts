/** Cuts a file of SQL into its statements. */

/** A piece that a semicolon may stand in without ending anything: text, quoted names, comments. */
const WHOLE = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`|--[^\n]*|\/\*[\s\S]*?\*\/|;/g

/** Statements without their semicolons, in order; pieces that hold nothing but comments are left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let begin = 0
  for (const match of sql.matchAll(WHOLE)) {
    if (match[0] !== ';') continue
    statements.push(sql.slice(begin, match.index))
    begin = match.index + 1
  }
  statements.push(sql.slice(begin))
  return statements.map((statement) => statement.trim()).filter((statement) => statement.replace(WHOLE, keepCode).trim() !== '')
}

function keepCode(piece: string): string {
  return piece.startsWith('--') || piece.startsWith('/*') ? '' : piece
}
