/** `/healthz`: is this node ready to serve? For scripts that start it and machines that watch it. */
import { json } from './answer.ts'
import { NotReadyError } from './errors.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

export const healthz =
  ({ ready }: Pick<GatewayPowers, 'ready'>): Route =>
  async () => {
    if (!ready()) throw new NotReadyError()
    return json({ ok: true })
  }
