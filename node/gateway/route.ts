/** What one route is: a request and the words in its path, answered. Failure is a throw. */
import type { Caller } from './powers.ts'

export type Route = (
  request: Request,
  params: Readonly<Record<string, string>>,
  caller: Caller,
) => Promise<Response>
