/**
 * What lies on this node's disk, and why: listed music is held, what rots is healed, what nothing
 * refers to is swept, and what its owner pinned stays.
 */
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { rawCidOf } from '../crypto/hash.ts'
import type { ListedFile } from '../domain/catalogue.ts'
import type { Clock, Index, Keeping, Pin } from '../domain/ports.ts'
import type { Network } from '../network/createNetwork.ts'
import {
  Collector,
  type Collected,
  type CollectOptions,
  type CollectorOptions,
} from './collector.ts'
import { Healer } from './healer.ts'
import { pin, type Pinned, type PinProgress } from './pin.ts'
import { PinKeeper } from './pinKeeper.ts'
import { isWhole, type WholeOptions } from './references.ts'
import { Seeder } from './seeder.ts'

export type StoreNews =
  | { type: 'file:held'; file: ListedFile }
  | { type: 'block:damaged'; cid: string }
  | { type: 'block:healed'; cid: string }
  | { type: 'blocks:collected'; collected: Collected }

export interface StorehousePowers {
  network: Pick<Network, 'blocks' | 'files' | 'stock' | 'stored' | 'onDamaged'>
  index: Index
  keeping: Keeping
  clock: Clock
  /** Why the catalogue does not know all that is live just now; undefined when it does. */
  unsure: () => string | undefined
}

export interface StorehouseOptions {
  /** Bytes to hold. */
  seedBudget: number
  collecting?: Pick<CollectorOptions, 'everyMs' | 'pauseMs' | 'youngMs'>
  onNews?: ((news: StoreNews) => void) | undefined
  /** Hears what fails here without ending anything. */
  onProblem?: ((what: string, problem: unknown) => void) | undefined
}

export class Storehouse implements AsyncDisposable {
  readonly #powers: StorehousePowers
  readonly #seeder: Seeder
  readonly #collector: Collector
  readonly #healer: Healer
  readonly #pinKeeper: PinKeeper
  #hasHealedNode = false

  constructor(powers: StorehousePowers, options: StorehouseOptions) {
    this.#powers = powers
    this.#seeder = this.#makeSeeder(options)
    this.#healer = this.#makeHealer(options)
    this.#collector = this.#makeCollector(options)
    this.#pinKeeper = new PinKeeper(
      {
        pins: powers.keeping.pins,
        blocks: powers.network.blocks,
        files: powers.network.files,
        isWhole: (cid, how) => this.isWhole(cid, how),
      },
      { onProblem: (problem) => options.onProblem?.('Pins are not looked after', problem) },
    )
  }

  start(): void {
    this.#seeder.start()
    this.#collector.start()
    this.#healer.start()
    this.#pinKeeper.start()
  }

  /** Something new was listed. */
  poke(): void {
    this.#seeder.poke()
  }

  collect(options?: CollectOptions): Promise<Collected> {
    return this.#collector.collect(options)
  }

  pin(cid: CID, signal: AbortSignal): AsyncGenerator<PinProgress, Pinned> {
    const { network, keeping, clock } = this.#powers
    const { blocks, files } = network
    const spare = (roots: readonly CID[]) => this.#collector.spare(roots)
    // Both spellings of a CID are one pin.
    return pin(cid.toV1(), { blocks, files, pins: keeping.pins, clock, spare }, signal)
  }

  /** A small file of this node's owner: stored, pinned and served. */
  async keep(bytes: Uint8Array, signal: AbortSignal): Promise<CID> {
    const { blocks, stock } = this.#powers.network
    const cid = rawCidOf(bytes)
    await blocks.put(cid, bytes)
    await stock.settle()
    await Array.fromAsync(this.pin(cid, signal))
    return cid
  }

  /** Its blocks stay until nothing else refers to them and they are swept. */
  unpin(cid: CID): Promise<boolean> {
    return this.#powers.keeping.pins.remove(cid.toV1())
  }

  pins(): Promise<Pin[]> {
    return this.#powers.keeping.pins.list()
  }

  /** Is all of a file here? */
  isWhole(cid: CID, options?: WholeOptions): Promise<boolean> {
    const { stock, blocks } = this.#powers.network
    return isWhole(cid, stock, blocks, options)
  }

  /** Blocks were lost, and nobody knows which: looks for them. */
  lookForLost(): void {
    this.#collector.lookForLost()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#seeder[Symbol.asyncDispose](),
      this.#collector[Symbol.asyncDispose](),
      this.#healer[Symbol.asyncDispose](),
      this.#pinKeeper[Symbol.asyncDispose](),
    ])
  }

  #makeSeeder({ seedBudget, onNews, onProblem }: StorehouseOptions): Seeder {
    const { network, index } = this.#powers
    return new Seeder(
      { index, files: network.files, stored: () => network.stored.bytes },
      {
        budget: seedBudget,
        onHeld: (file) => onNews?.({ type: 'file:held', file }),
        onFull: () => this.#collector.poke(),
        onProblem: (problem) => onProblem?.('Copies of listed music are not kept now', problem),
      },
    )
  }

  #makeCollector({ collecting, onNews, onProblem }: StorehouseOptions): Collector {
    const { network, ...powers } = this.#powers
    return new Collector(
      { ...powers, stock: network.stock },
      {
        ...collecting,
        onCollected: (collected) => {
          if (collected.freed.blocks === 0) return
          this.#seeder.poke()
          onNews?.({ type: 'blocks:collected', collected })
        },
        onLost: (cid) => this.#healer.notice(cid),
        onUnwanted: (cids) => this.#healer.forget(cids),
        onProblem: (problem) => onProblem?.('What nothing refers to was not removed', problem),
      },
    )
  }

  #makeHealer({ onNews, onProblem }: StorehouseOptions): Healer {
    const { network, keeping } = this.#powers
    const healer: Healer = new Healer(
      { blocks: network.blocks, damaged: keeping.damaged },
      {
        onHealed: (cid) => {
          // What these refer to may be lost, too.
          this.#hasHealedNode ||= cid.code !== raw.code
          if (this.#hasHealedNode && healer.isThrough) {
            this.#hasHealedNode = false
            this.#collector.lookForLost()
          }
          onNews?.({ type: 'block:healed', cid: cid.toString() })
        },
        onProblem: (problem) => onProblem?.('What was damaged is not remembered', problem),
      },
    )
    network.onDamaged((cid) => {
      healer.notice(cid)
      onNews?.({ type: 'block:damaged', cid: cid.toString() })
    })
    return healer
  }
}
