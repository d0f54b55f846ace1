/** A directory for one bench, and the files it moves. Gone afterwards. */
import { randomFillSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const MIB = 1024 * 1024

export class Scratch implements AsyncDisposable {
  readonly root: string
  readonly #files = new Map<number, Promise<string>>()
  readonly #sweep = () => rmSync(this.root, { recursive: true, force: true, maxRetries: 3 })
  #names = 0

  private constructor(root: string) {
    this.root = root
  }

  static async open(): Promise<Scratch> {
    const scratch = new Scratch(await mkdtemp(join(tmpdir(), 'megabox-transfer-')))
    process.once('exit', scratch.#sweep)
    return scratch
  }

  /** A path of which nothing exists yet. */
  place(name: string): string {
    return join(this.root, `${name}-${++this.#names}`)
  }

  /** A file of noise, made once for each size. */
  file(bytes: number): Promise<string> {
    const known = this.#files.get(bytes)
    if (known) return known
    const made = this.noise(bytes)
    this.#files.set(bytes, made)
    return made
  }

  /** A file of noise that no other call gives. */
  async noise(bytes: number): Promise<string> {
    const path = this.place('noise')
    await using file = await open(path, 'w')
    const chunk = Buffer.alloc(MIB)
    for (let at = 0; at < bytes; at += chunk.length) {
      randomFillSync(chunk)
      await file.write(chunk.subarray(0, bytes - at))
    }
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#sweep)
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 })
  }
}
