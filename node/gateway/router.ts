/** A table of routes by path and method, as one function. Who listens brings the sockets. */
import { Hono } from 'hono'
import { MethodNotAllowedError, UnknownPathError } from './errors.ts'
import type { Caller } from './powers.ts'
import type { Route } from './route.ts'

export type Methods = Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', Route>>
export type RouteTable = Readonly<Record<string, Methods>>

/**
 * `enter` is heard before every answer, with the path of the table that was matched, and may throw:
 * whatever it lets in or keeps out is decided by the match itself, never by a second look at the
 * address, which could read it differently.
 */
export function createRouter(
  table: RouteTable,
  enter: (request: Request, path?: string) => void = () => undefined,
): (request: Request, caller: Caller) => Promise<Response> {
  const app = new Hono<{ Bindings: Caller }>()
  for (const [path, methods] of Object.entries(table)) {
    for (const [method, route] of Object.entries(methods)) {
      app.on(method, path, (c) => {
        enter(c.req.raw, path)
        return route(c.req.raw, c.req.param(), c.env)
      })
    }
    // GET answers HEAD too: the router takes the body off.
    const allowed = Object.keys(methods).flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m]))
    app.all(path, (c) => {
      enter(c.req.raw, path)
      throw new MethodNotAllowedError(c.req.method, allowed)
    })
  }
  app.notFound((c) => {
    enter(c.req.raw)
    throw new UnknownPathError(c.req.path)
  })
  app.onError((thrown) => {
    throw thrown
  })
  return async (request, caller) => app.fetch(request, caller)
}
