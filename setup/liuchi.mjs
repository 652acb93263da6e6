#!/usr/bin/env node
/** The bin `liuchi`: the command line of a checkout, callable from any folder. */
process.argv.splice(2, 0, 'liuchi')
await import('./run.mjs')
