/** Slow lines between the other processes, in a process of their own. */
import type { NetConnectOpts } from 'node:net'
import type { LaneConfig } from '../shaper/lane.ts'
import { Shaper } from '../shaper/shaper.ts'

export class Line {
  readonly #shapers: Shaper[] = []

  /** A line in front of `target`; answers with its port. */
  async open(target: NetConnectOpts, config: LaneConfig): Promise<number> {
    const shaper = await Shaper.listen(target, config)
    this.#shapers.push(shaper)
    return shaper.port
  }

  /** Bytes that came out at the near end, for each line in the order of opening. */
  async delivered(): Promise<number[]> {
    return this.#shapers.map(({ down }) => down.delivered)
  }

  async close(): Promise<void> {
    await Promise.all(this.#shapers.splice(0).map((shaper) => shaper[Symbol.asyncDispose]()))
  }
}
