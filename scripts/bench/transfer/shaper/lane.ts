/**
 * One direction of a home line: a single first-in first-out queue for all connections, a rate, and
 * a delay. What is in the queue cannot be called back, as in a router; whoever wants to send waits
 * for room, as TCP makes it wait.
 */

export interface LaneConfig {
  bytesPerSecond: number
  delayMs: number
  /** How much may wait for the line at once. */
  queueBytes: number
}

/** One connection's end that has bytes to send. */
export interface Source {
  /** Up to `most` bytes, or undefined when there are none now. */
  take(most: number): Uint8Array | undefined
  /** Hears that bytes arrived at the far end of the line. */
  deliver(bytes: Uint8Array): void
}

interface InFlight {
  due: number
  arrive: () => void
}

export interface Clock {
  now(): number
  /** Calls back after so many milliseconds, or somewhat later. */
  after(ms: number, run: () => void): void
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms),
}

/** What a packet of Ethernet carries of a TCP stream. */
const PACKET_BYTES = 1448

export class Lane {
  /** Bytes that have left the line at its far end, of all connections. */
  delivered = 0
  readonly #config: LaneConfig
  readonly #clock: Clock
  readonly #packetBytes: number
  readonly #sources: Source[] = []
  readonly #flying: InFlight[] = []
  /** When the line will have sent all that waits for it. */
  #freeAt = 0
  #wakesAt = Infinity

  constructor(config: LaneConfig, clock: Clock = REAL_CLOCK) {
    this.#config = config
    this.#clock = clock
    // On a fast line a millisecond's worth at once: timers are no finer.
    this.#packetBytes = Math.max(PACKET_BYTES, Math.floor(config.bytesPerSecond / 1000))
  }

  add(source: Source): void {
    this.#sources.push(source)
    this.pump()
  }

  remove(source: Source): void {
    const at = this.#sources.indexOf(source)
    if (at >= 0) this.#sources.splice(at, 1)
  }

  /** Something other than payload, such as a connection's opening or end; in its turn. */
  signal(bytes: number, arrive: () => void): void {
    this.#send(bytes, arrive)
    this.#sleep()
  }

  /** Takes what there is room for, one packet of each source in turn. Call when a source has bytes. */
  pump(): void {
    for (let idle = 0; idle < this.#sources.length && this.#waiting() < this.#config.queueBytes;) {
      const source = this.#sources.shift()
      if (!source) break
      this.#sources.push(source)
      const bytes = source.take(this.#packetBytes)
      idle = bytes ? 0 : idle + 1
      if (bytes) this.#send(bytes.length, () => this.#deliver(source, bytes))
    }
    this.#sleep()
  }

  #deliver(source: Source, bytes: Uint8Array): void {
    this.delivered += bytes.length
    source.deliver(bytes)
  }

  /** Bytes that the line has not sent yet. */
  #waiting(): number {
    return ((this.#freeAt - this.#clock.now()) / 1000) * this.#config.bytesPerSecond
  }

  #send(bytes: number, arrive: () => void): void {
    const { bytesPerSecond, delayMs } = this.#config
    this.#freeAt = Math.max(this.#clock.now(), this.#freeAt) + (bytes / bytesPerSecond) * 1000
    this.#flying.push({ due: this.#freeAt + delayMs, arrive })
  }

  /** Until the next packet arrives, or half the queue is free for those that wait. */
  #sleep(): void {
    const now = this.#clock.now()
    const [next] = this.#flying
    if (!next) return
    const half = ((this.#config.queueBytes / 2) * 1000) / this.#config.bytesPerSecond
    const roomAt = this.#freeAt - half > now ? this.#freeAt - half : Infinity
    const at = Math.min(next.due, roomAt)
    if (at >= this.#wakesAt) return
    this.#wakesAt = at
    this.#clock.after(Math.max(0, at - now), () => this.#wake(at))
  }

  #wake(at: number): void {
    // An earlier call of the clock may have done this one's work.
    if (this.#wakesAt === at) this.#wakesAt = Infinity
    const now = this.#clock.now()
    let arrived = 0
    while (arrived < this.#flying.length && (this.#flying[arrived]?.due ?? Infinity) <= now)
      arrived++
    for (const { arrive } of this.#flying.splice(0, arrived)) arrive()
    this.pump()
  }
}
