/** `/api/v1/status`, as far as the panel shows it. Nodes of another age may say other things. */
import * as v from 'valibot'
import { asked } from '../shop/load.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const ShopStatus = v.object({
  releases: count,
  peers: count,
  gossip: v.object({ accepted: count, ignored: count, rejected: count }),
  chain: v.object({ id: count, state: v.string(), head: count }),
})

export type ShopStatus = v.InferOutput<typeof ShopStatus>

/** Undefined when it says it otherwise. */
export async function shopStatus(signal: AbortSignal): Promise<ShopStatus | undefined> {
  const parsed = v.safeParse(ShopStatus, await asked('api/v1/status', signal))
  return parsed.success ? parsed.output : undefined
}
