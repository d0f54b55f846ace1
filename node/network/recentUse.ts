/**
 * Which blocks were used lately: nothing is forgotten sooner than `ms`, nor kept twice as long. Of
 * blocks that are here only, so that what strangers ask for takes no memory.
 */
import * as dagCbor from '@ipld/dag-cbor'
import * as dagPb from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { DigestSet } from '../domain/digestSet.ts'

/** The codecs that may link to other blocks. */
const LINKING: readonly number[] = [dagPb.code, dagCbor.code]

class Use {
  readonly blocks = new DigestSet()
  /** Those that were read as something with links, by codec. */
  readonly nodes = new Map(LINKING.map((code) => [code, new DigestSet()]))
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
    this.#now.nodes.get(cid.code)?.add(cid)
  }

  has(cid: CID): boolean {
    this.#turn()
    return this.#now.blocks.has(cid) || this.#before.blocks.has(cid)
  }

  /** The codecs this block was used with that may link to others. */
  linkingAs(cid: CID): number[] {
    this.#turn()
    return LINKING.filter((code) =>
      [this.#now, this.#before].some(({ nodes }) => nodes.get(code)?.has(cid)),
    )
  }

  #turn(): void {
    const passed = performance.now() - this.#since
    if (passed < this.#ms) return
    this.#before = passed < 2 * this.#ms ? this.#now : new Use()
    this.#now = new Use()
    this.#since = performance.now()
  }
}
