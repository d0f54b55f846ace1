/**
 * Sees to it that what is pinned is whole: what was not fetched to the end when it was pinned, or was
 * lost since, is fetched when somebody has it.
 */
import type { CID } from 'multiformats/cid'
import { Alarm } from '../catalogue/alarm.ts'
import type { Abortable, Blocks, Files, KeepOptions, Keeping, Pin } from '../domain/ports.ts'

import { partsOf } from './pin.ts'

const EVERY_MS = 600_000

export interface PinKeeperPowers {
  pins: Pick<Keeping['pins'], 'list' | 'complete'>
  blocks: Pick<Blocks, 'get'>
  files: Pick<Files, 'keep'>
  isWhole: (cid: CID, options: Abortable) => Promise<boolean>
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
    const { pins } = this.#powers
    for (const pin of await pins.list()) {
      if (signal.aborted) return
      const kept = await this.#keepAll(pin, signal).then(
        () => true,
        // Nobody has it now; there is a next time.
        () => false,
      )
      if (kept && pin.whole !== true) await pins.complete(pin.cid)
    }
  }

  /** What a manifest names only once the manifest is here, which says how large it may be. */
  async #keepAll({ cid, files }: Pin, signal: AbortSignal): Promise<void> {
    await this.#keep(cid, { signal })
    const named = await partsOf(cid, this.#powers.blocks, { offline: true, signal })
    const bytes = new Map(named.map((part) => [part.cid.toString(), part.bytes]))
    const missing: unknown[] = []
    for (const file of files) {
      const maxBytes = bytes.get(file.toString()) ?? Infinity
      await this.#keep(file, { maxBytes, signal }).catch((error: unknown) => missing.push(error))
    }
    if (missing.length > 0) throw new AggregateError(missing, 'some files are not here')
  }

  async #keep(file: CID, how: KeepOptions & { signal: AbortSignal }): Promise<void> {
    const { files, isWhole } = this.#powers
    if (await isWhole(file, how).catch(() => false)) return
    how.signal.throwIfAborted()
    await files.keep(file, how)
  }
}
