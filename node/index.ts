/** The only door: what the dapp, the scripts and the shells may use. */
export { MegaboxError } from './domain/errors.ts'
