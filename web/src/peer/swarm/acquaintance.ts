/** Keeps a few connections: nodes whose addresses are known, and listeners they introduce us to. */
import type { Presence } from '../../../../node/index.ts'

const ROUND_MS = 3_000
/** WebRTC agrees within a second or, now and then, never: then it is tried again. */
const DIAL_MS = 6_000
const MAX_NODES = 4
const MAX_LISTENERS = 6
const PATIENT_ROUNDS = 3
const MAX_SEEN = 500
/** A node is asked again for others after so long. */
const AGAIN_MS = 60_000
/** After a dial that failed, the same address waits so long, twice as long each time. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 120_000

export interface AcquaintancePowers {
  /** Of nodes, best first. */
  addresses(): Promise<string[]>
  /** Which of these, told by a node, may be dialled. */
  usable(addresses: readonly string[]): string[]
  /** This node answered at that address. */
  met(address: string): void
}

interface Failed {
  until: number
  waitMs: number
}

export class Acquaintance {
  readonly #network: Presence
  readonly #powers: AcquaintancePowers
  readonly #failed = new Map<string, Failed>()
  /** For how many rounds a listener was there. */
  readonly #seen = new Map<string, number>()
  /** Others that a node told of, and when it did. */
  readonly #told = new Map<string, { at: number; addresses: string[] }>()
  readonly #over = new AbortController()

  constructor(network: Presence, powers: AcquaintancePowers) {
    this.#network = network
    this.#powers = powers
  }

  start(): void {
    void this.#run()
  }

  stop(): void {
    this.#over.abort()
  }

  async #run(): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      await this.#meetNodes().catch(() => undefined)
      await this.#meetListeners().catch(() => undefined)
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, ROUND_MS)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve(undefined)
        })
      })
    }
  }

  async #meetNodes(): Promise<void> {
    const addresses = await this.#powers.addresses()
    await this.#meetSome(addresses)
    if (this.#count('node') >= MAX_NODES) return
    for (const { peer } of this.#nodes()) await this.#askForOthers(peer)
    await this.#meetSome([...this.#told.values()].flatMap((one) => one.addresses))
  }

  async #meetSome(addresses: readonly string[]): Promise<void> {
    for (const address of addresses) {
      if (this.#count('node') >= MAX_NODES) return
      if (await this.#meet(address)) this.#powers.met(address)
    }
  }

  /** The shop may go away: so whoever it knows is known here, too. */
  async #askForOthers(node: string): Promise<void> {
    const before = this.#told.get(node)
    if (before && performance.now() - before.at < AGAIN_MS) return
    if (this.#told.size > MAX_SEEN) this.#told.clear()
    const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(DIAL_MS)])
    const addresses = await this.#network.nodesAt(node, signal).catch(() => [])
    this.#told.set(node, { at: performance.now(), addresses: this.#powers.usable(addresses) })
  }

  /** Each node we reached may know some. */
  async #meetListeners(): Promise<void> {
    for (const { peer } of this.#nodes()) {
      const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(DIAL_MS)])
      const there = await this.#network.listenersAt(peer, signal).catch(() => [])
      // Together: some may have left, which takes a while to find out.
      const room = MAX_LISTENERS - this.#count('listener')
      const ours = there.filter((listener) => this.#isOurTurn(listener))
      await Promise.all(ours.slice(0, Math.max(0, room)).map((listener) => this.#meet(listener)))
    }
  }

  /** True when it is newly connected. */
  async #meet(address: string): Promise<boolean> {
    const name = address.split('/p2p/').at(-1)
    if (this.#network.direct().some(({ peer }) => peer === name)) return false
    const failed = this.#failed.get(address)
    if (failed && failed.until > performance.now()) return false
    try {
      const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(DIAL_MS)])
      // Both may dial at once: the relayed connection of the one must not do for the other.
      await this.#network.connect(address, signal, { anew: true })
      this.#failed.delete(address)
      return true
    } catch {
      const waitMs = Math.min(LONGEST_WAIT_MS, failed ? failed.waitMs * 2 : FIRST_WAIT_MS)
      this.#failed.set(address, { waitMs, until: performance.now() + waitMs })
      return false
    }
  }

  /** Two who dial each other at once may both fail: one side begins, the other waits a few rounds. */
  #isOurTurn(listener: string): boolean {
    const name = listener.split('/p2p/').at(-1) ?? ''
    const rounds = this.#seen.get(name) ?? 0
    if (this.#seen.size > MAX_SEEN) this.#seen.clear()
    this.#seen.set(name, rounds + 1)
    return this.#network.peer < name || rounds >= PATIENT_ROUNDS
  }

  #nodes() {
    return this.#network.direct().filter(({ address }) => !isListener(address))
  }

  #count(kind: 'node' | 'listener'): number {
    const nodes = this.#nodes().length
    return kind === 'node' ? nodes : this.#network.direct().length - nodes
  }
}

const isListener = (address: string): boolean => /\/webrtc(\/|$)/.test(address)
