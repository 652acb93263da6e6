/** The face of reach. */
export { reachErrors } from './errors.ts'
