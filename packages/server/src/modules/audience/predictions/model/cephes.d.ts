/** What is used of `cephes`: its own types are not among what its package exports to modules. */
declare module 'cephes' {
  /** Resolves when the functions may be called. */
  export const compiled: Promise<void>
  export function lgam(x: number): number
  export function psi(x: number): number
}
