/** Which blocks were used lately: nothing is forgotten sooner than `ms`, nor kept twice as long. */
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { DigestSet } from '../domain/digestSet.ts'

class Use {
  readonly blocks = new DigestSet()
  /** Those that may link to others. */
  readonly nodes = new Map<string, CID>()
}

export class RecentUse {
  readonly #ms: number
  #since = performance.now()
  #now = new Use()
  #before = new Use()

  constructor(ms: number) {
    this.#ms = ms
  }

  note(cid: CID): void {
    this.#turn()
    this.#now.blocks.add(cid)
    if (cid.code !== raw.code) this.#now.nodes.set(cid.toString(), cid)
  }

  has(cid: CID): boolean {
    this.#turn()
    return this.#now.blocks.has(cid) || this.#before.blocks.has(cid)
  }

  /** Whoever used one of these may be about to read what lies below it. */
  nodes(): CID[] {
    this.#turn()
    return [...this.#now.nodes.values(), ...this.#before.nodes.values()]
  }

  #turn(): void {
    const passed = performance.now() - this.#since
    if (passed < this.#ms) return
    this.#before = passed < 2 * this.#ms ? this.#now : new Use()
    this.#now = new Use()
    this.#since = performance.now()
  }
}
