/** Many listeners in one process, each a node of ours with a connection and a store of its own. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Listening } from '../listening.ts'
import type { Heard } from '../playout.ts'
import { Ours } from './ours.ts'

export class Audience {
  readonly #nodes: Ours[] = []

  async gather(count: number, addresses: readonly string[]): Promise<void> {
    while (this.#nodes.length < count) {
      const node = new Ours()
      await node.open({})
      await node.connect(addresses)
      this.#nodes.push(node)
    }
  }

  /** Every node plays every song, each from another moment on within `arrivalsMs`. */
  async listen(cids: readonly string[], song: Listening, arrivalsMs: number): Promise<Heard[]> {
    const seats = this.#nodes.flatMap((node) => cids.map((cid) => ({ node, cid })))
    return Promise.all(
      seats.map(async ({ node, cid }, i) => {
        await pause((arrivalsMs * i) / seats.length)
        // Whoever is told that nobody has the song hears silence for good.
        return node.listen(cid, song).catch(() => ({ stalls: 1, stalledMs: NaN }))
      }),
    )
  }
}
