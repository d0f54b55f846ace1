import assert from 'node:assert/strict'
import { Lane, type Clock, type Source } from '../../../scripts/bench/transfer/shaper/lane.ts'

const HOME = { bytesPerSecond: 1_000_000, delayMs: 40, queueBytes: 64 * 1024 }

/** Time that passes only from one call back to the next, each `late` milliseconds behind. */
class TestClock implements Clock {
  #now = 0
  readonly #late: number
  readonly #calls: { at: number; run: () => void }[] = []

  constructor(late = 0) {
    this.#late = late
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): void {
    this.#calls.push({ at: this.#now + ms + this.#late, run })
  }

  /** Until nothing more is to come, or that time. */
  run(until = Infinity): void {
    for (;;) {
      this.#calls.sort((a, b) => a.at - b.at)
      const [next] = this.#calls
      if (!next || next.at > until) return
      this.#calls.shift()
      this.#now = next.at
      next.run()
    }
  }
}

/** Has `bytes` to send; writes down what arrived, and when. */
class TestSource implements Source {
  readonly arrivals: { at: number; bytes: Uint8Array }[] = []
  taken = 0
  readonly #bytes: Uint8Array
  readonly #clock: Clock

  constructor(bytes: Uint8Array, clock: Clock) {
    this.#bytes = bytes
    this.#clock = clock
  }

  take(most: number): Uint8Array | undefined {
    const bytes = this.#bytes.subarray(this.taken, this.taken + most)
    this.taken += bytes.length
    return bytes.length > 0 ? bytes : undefined
  }

  deliver(bytes: Uint8Array): void {
    this.arrivals.push({ at: this.#clock.now(), bytes })
  }

  get arrived(): Buffer {
    return Buffer.concat(this.arrivals.map(({ bytes }) => bytes))
  }

  get lastAt(): number {
    return this.arrivals.at(-1)?.at ?? NaN
  }
}

const noise = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const near = (value: number, wanted: number) =>
  assert.ok(Math.abs(value / wanted - 1) < 0.03, `${value} is not near ${wanted}`)

describe('bench: one direction of a line', () => {
  for (const late of [0, 3]) {
    it(`keeps its rate when the timers are ${late} ms late`, () => {
      const clock = new TestClock(late)
      const lane = new Lane(HOME, clock)
      const source = new TestSource(new Uint8Array(2_000_000), clock)
      lane.add(source)
      clock.run()
      near(source.lastAt, 2000 + HOME.delayMs)
      assert.equal(lane.delivered, 2_000_000)
    })
  }

  it('brings the bytes in order, each after the delay', () => {
    const clock = new TestClock()
    const lane = new Lane(HOME, clock)
    const bytes = Uint8Array.from(Buffer.concat(Array.from({ length: 8 }, () => noise(30_000))))
    const source = new TestSource(bytes, clock)
    lane.add(source)
    clock.run()
    assert.deepEqual(source.arrived, Buffer.from(bytes))
    let sent = 0
    for (const { at, bytes: packet } of source.arrivals) {
      sent += packet.length
      // Milliseconds, since the line sends 1000 bytes in one; a wake later at most.
      assert.ok(at >= sent / 1000 + HOME.delayMs - 0.001 && at <= sent / 1000 + HOME.delayMs + 2)
    }
  })

  it('takes no more than its queue holds, so that the sender has to wait', () => {
    const clock = new TestClock()
    const lane = new Lane(HOME, clock)
    const source = new TestSource(new Uint8Array(1_000_000), clock)
    lane.add(source)
    assert.ok(source.taken <= HOME.queueBytes + 1448, `${source.taken} bytes were taken at once`)
    clock.run(500)
    assert.ok(source.taken <= 500_000 + HOME.queueBytes + 1448)
    assert.ok(source.taken >= 500_000)
  })

  it('shares itself among the connections that have something to send', () => {
    const clock = new TestClock()
    const lane = new Lane(HOME, clock)
    const [one, two] = [new TestSource(noise(60_000), clock), new TestSource(noise(60_000), clock)]
    lane.add(one)
    lane.add(two)
    clock.run()
    // The first filled the queue before the second came; both together took their time.
    near(Math.max(one.lastAt, two.lastAt), 120 + HOME.delayMs)
    const late = [one, two].map(() => new TestSource(noise(60_000), clock))
    const began = clock.now()
    late.forEach((source) => lane.add(source))
    clock.run()
    near(Math.max(...late.map(({ lastAt }) => lastAt - began)), 120 + HOME.delayMs)
  })

  it('lets an end pass only after the bytes before it', () => {
    const clock = new TestClock()
    const lane = new Lane(HOME, clock)
    const source = new TestSource(noise(50_000), clock)
    let arrivedBefore = 0
    lane.add(source)
    lane.signal(60, () => (arrivedBefore = source.arrived.length))
    clock.run()
    assert.equal(arrivedBefore, 50_000)
  })

  it('goes on with what is in the queue when its connection has gone', () => {
    const clock = new TestClock()
    const lane = new Lane(HOME, clock)
    const gone = new TestSource(noise(60_000), clock)
    lane.add(gone)
    lane.remove(gone)
    const next = new TestSource(noise(1000), clock)
    lane.add(next)
    clock.run()
    assert.ok(next.lastAt >= 61 + HOME.delayMs, `${next.lastAt} ms: it overtook`)
  })
})
