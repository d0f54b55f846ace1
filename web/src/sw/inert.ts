/** What is on the refusals a service worker makes: they share the page's origin too (DESIGN §8). */
import { INERT } from '../../../node/index.ts'

export const INERT_ERROR = {
  ...INERT,
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
}
