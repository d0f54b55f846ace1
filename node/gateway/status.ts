/** `/api/v1/status` and `/api/v1/peers`: how this node stands, readable by anyone it serves. */
import { json } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

export const status =
  (powers: Pick<GatewayPowers, 'status'>): Route =>
  async () =>
    json(await powers.status())

export const peers =
  (powers: Pick<GatewayPowers, 'peers'>): Route =>
  async () =>
    json(await powers.peers())
