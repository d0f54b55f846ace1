/** What a node answered instead of what was asked: its own error, or that it was none of its words. */
import { RemoteError, type ErrorBody } from '../index.ts'

export async function errorFrom(response: Response): Promise<Error> {
  const body = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined
  if (body?.error) return new RemoteError({ error: body.error })
  const message = `The node answered ${response.status}.`
  return new RemoteError({ error: { code: 'NodeError', message, cure: 'Look at its log.' } })
}
