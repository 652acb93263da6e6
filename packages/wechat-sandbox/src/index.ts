/** The face of the package: a WeChat to open inside another process. */
export type { WorldAnswer } from './introduce.ts'
export type { Sandbox, SandboxOptions } from './open-sandbox.ts'
export { openSandbox } from './sandbox.ts'
export { DeedRefused } from './verb.ts'
export type { WorldPlan } from './world.ts'
