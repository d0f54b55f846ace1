/** Listening as a clock: what a player plays is only there if it came in time. */

export interface Heard {
  /** How often the clock reached a byte that was not there, and for how long in all. */
  stalls: number
  stalledMs: number
}

interface Song {
  bytesPerSecond: number
  /** A player begins, and begins again after a stall, when so much lies ahead of it. */
  startBytes: number
  totalBytes: number
}

/** Told of each arrival, in order; times in milliseconds of any one clock. */
export class StallClock {
  readonly #song: Song
  #have = 0
  /** Playing since then, from that byte; undefined before the first note and during a stall. */
  #playing: { since: number; from: number } | undefined
  #stalledAt: number | undefined
  #played = 0
  #stalls = 0
  #stalledMs = 0

  constructor(song: Song) {
    this.#song = song
  }

  /** `have` bytes from the start are there since `now`. */
  arrived(have: number, now: number): void {
    this.#look(now)
    this.#have = have
    if (this.#playing) return
    const enough = Math.min(this.#played + this.#song.startBytes, this.#song.totalBytes)
    if (have < enough) return
    if (this.#stalledAt !== undefined) this.#stalledMs += now - this.#stalledAt
    this.#stalledAt = undefined
    this.#playing = { since: now, from: this.#played }
  }

  /** Which byte is heard at `now`. */
  position(now: number): number {
    if (!this.#playing) return this.#played
    const { since, from } = this.#playing
    return Math.min(this.#have, from + ((now - since) / 1000) * this.#song.bytesPerSecond)
  }

  /** What was heard up to `now`; a stall that lasts counts so far. */
  heard(now: number): Heard {
    this.#look(now)
    const lasting = this.#stalledAt === undefined ? 0 : now - this.#stalledAt
    return { stalls: this.#stalls, stalledMs: this.#stalledMs + lasting }
  }

  /** Did the clock reach the end of what is there, before the end of the song? */
  #look(now: number): void {
    if (!this.#playing || this.#have >= this.#song.totalBytes) return
    const { since, from } = this.#playing
    const dryAt = since + ((this.#have - from) / this.#song.bytesPerSecond) * 1000
    if (now <= dryAt) return
    this.#playing = undefined
    this.#played = this.#have
    this.#stalls += 1
    this.#stalledAt = dryAt
  }
}
