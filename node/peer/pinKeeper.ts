/**
 * Sees to it that what is pinned is whole: what was not fetched to the end when it was pinned, or was
 * lost since, is fetched when somebody has it.
 */
import type { CID } from 'multiformats/cid'
import { Alarm } from '../catalogue/alarm.ts'
import type { Files, Keeping } from '../domain/ports.ts'

const EVERY_MS = 600_000

export interface PinKeeperPowers {
  pins: Pick<Keeping['pins'], 'list'>
  files: Pick<Files, 'keep'>
  isWhole: (cid: CID) => Promise<boolean>
}

export interface PinKeeperOptions {
  everyMs?: number
  /** Hears what is wrong with this node. That a file is nowhere is not. */
  onProblem?: (problem: unknown) => void
}

export class PinKeeper implements AsyncDisposable {
  readonly #powers: PinKeeperPowers
  readonly #options: PinKeeperOptions
  readonly #alarm = new Alarm()
  readonly #end = new AbortController()
  #running: Promise<void> | undefined

  constructor(powers: PinKeeperPowers, options: PinKeeperOptions = {}) {
    this.#powers = powers
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run(this.#end.signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { everyMs = EVERY_MS, onProblem } = this.#options
    while (!signal.aborted) {
      await this.#look(signal).catch((problem: unknown) => onProblem?.(problem))
      await this.#alarm.sleep(everyMs, signal)
    }
  }

  /** One after the other: nobody waits for it. */
  async #look(signal: AbortSignal): Promise<void> {
    const { pins, files, isWhole } = this.#powers
    for (const pin of await pins.list()) {
      for (const file of [pin.cid, ...pin.files]) {
        if (signal.aborted) return
        if (await isWhole(file).catch(() => false)) continue
        // Nobody has it now; there is a next time.
        await files.keep(file, { signal }).catch(() => undefined)
      }
    }
  }
}
