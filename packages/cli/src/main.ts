/** Entry of the command line. */
import { runProgram } from './program.ts'

// What still runs in the background (a server of its own that has closed) must not keep the command from ending.
process.exit(await runProgram(process.argv.slice(2)))
