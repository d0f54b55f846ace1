/**
 * A blockstore whose every answer has been hashed: a block that rotted on disk is dropped and
 * counts as missing, so that it is fetched again and never served (DESIGN §1.3, §12).
 */
import { BaseBlockstore } from 'blockstore-core'
import type { AbortOptions } from '@libp2p/interface'
import type { Blockstore } from 'interface-blockstore'
import { NotFoundError } from 'interface-store'
import type { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes } from '../domain/canonical.ts'
import { DiskFullError } from '../domain/errors.ts'

export interface StoreSize {
  blocks: number
  bytes: number
}

/** Does this block have that CID? Only sha2-256 and identity are spoken here. */
export async function matches(cid: CID, block: Uint8Array): Promise<boolean> {
  const hasher = [sha256, identity].find(({ code }) => code === cid.multihash.code)
  if (!hasher) return false
  const { digest } = await hasher.digest(block)
  return equalBytes(digest, cid.multihash.digest)
}

export class CheckedStore extends BaseBlockstore {
  readonly #inner: Blockstore
  readonly #size: StoreSize

  /** `size` is what `inner` holds at the start. */
  constructor(inner: Blockstore, size: StoreSize = { blocks: 0, bytes: 0 }) {
    super()
    this.#inner = inner
    this.#size = { ...size }
  }

  get size(): StoreSize {
    return { ...this.#size }
  }

  override has(cid: CID, options?: AbortOptions): boolean | Promise<boolean> {
    return this.#inner.has(cid, options)
  }

  /** Blocks are immutable: what is there is not written again. */
  override async put(
    cid: CID,
    value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options?: AbortOptions,
  ): Promise<CID> {
    if (await this.#inner.has(cid, options)) return cid
    const block = value instanceof Uint8Array ? value : await collect(value)
    try {
      await this.#inner.put(cid, block, options)
    } catch (cause) {
      throw isDiskFull(cause) ? new DiskFullError('the block store', { cause }) : cause
    }
    this.#size.blocks += 1
    this.#size.bytes += block.length
    return cid
  }

  override async *get(cid: CID, options?: AbortOptions): AsyncGenerator<Uint8Array> {
    const block = await collect(this.#inner.get(cid, options))
    if (!(await matches(cid, block))) {
      await this.delete(cid)
      throw new NotFoundError(`The stored block ${cid.toString()} was damaged and has been dropped`)
    }
    yield block
  }

  override async delete(cid: CID, options?: AbortOptions): Promise<void> {
    const before = await this.#inner.has(cid, options)
    if (!before) return
    const { length } = await collect(this.#inner.get(cid, options)).catch(() => new Uint8Array())
    await this.#inner.delete(cid, options)
    this.#size.blocks -= 1
    this.#size.bytes -= length
  }
}

/** The store's adapters keep only the text of what the file system said. */
const isDiskFull = (error: unknown): boolean => /ENOSPC|QuotaExceeded|EDQUOT/.test(String(error))

async function collect(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  const [only] = parts
  if (parts.length === 1 && only) return only
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
