/** JSX without a build. */
export { html } from 'htm/preact'
