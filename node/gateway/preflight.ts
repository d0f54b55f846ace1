/** What browsers ask before a page elsewhere may send more than the simplest of requests. */
import { OPEN } from './inert.ts'
import type { Route } from './route.ts'

const HEADERS =
  'accept, cache-control, content-type, if-none-match, if-range, range, user-agent, x-requested-with'

export const preflight =
  (methods: string): Route =>
  async () =>
    new Response(null, {
      status: 204,
      headers: {
        ...OPEN,
        'access-control-allow-methods': methods,
        'access-control-allow-headers': HEADERS,
        'access-control-max-age': '86400',
      },
    })
