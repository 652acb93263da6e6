/** The face of insights. */
export { insightsErrors } from './errors.ts'
export { insightsRoutes } from './routes.ts'
