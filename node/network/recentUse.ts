/** Which blocks were used lately: nothing is forgotten sooner than `ms`, nor kept twice as long. */
import type { CID } from 'multiformats/cid'
import { DigestSet } from '../domain/digestSet.ts'

export class RecentUse {
  readonly #ms: number
  #since = performance.now()
  #now = new DigestSet()
  #before = new DigestSet()

  constructor(ms: number) {
    this.#ms = ms
  }

  note(cid: CID): void {
    this.#turn()
    this.#now.add(cid)
  }

  has(cid: CID): boolean {
    this.#turn()
    return this.#now.has(cid) || this.#before.has(cid)
  }

  #turn(): void {
    const passed = performance.now() - this.#since
    if (passed < this.#ms) return
    this.#before = passed < 2 * this.#ms ? this.#now : new DigestSet()
    this.#now = new DigestSet()
    this.#since = performance.now()
  }
}
