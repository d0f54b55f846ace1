/**
 * Blocks as files, a file a block, named by its multihash in a folder of the name's last two
 * letters (as `blockstore-fs` lays them out). A block is written elsewhere and renamed when it is
 * whole, so that what has a block's name is never torn, however the process ended. Nothing is
 * forced to the disk: what a power cut damages, whoever hashes it when it is read will notice.
 */
import { close, fstat, open, read, rename, unlink, write } from 'node:fs'
import { mkdir, opendir, rm, stat, unlink as remove } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AbortOptions } from '@libp2p/interface'
import { BaseBlockstore } from 'blockstore-core'
import type { Pair } from 'interface-blockstore'
import { NotFoundError } from 'interface-store'
import { base32upper } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'
import type { BlockSource, StoreSize, StoredBlock } from '../../index.ts'
import { codeOf } from '../errors.ts'
import { SeenDigests } from './seenDigests.ts'

const ENDING = '.data'
/** Blocks that are not whole yet. No shard has a name of three letters. */
const UNFINISHED = 'tmp'
const LEAF_BYTES = 256 * 1024
/** One byte more than our leaves have: what fills it is larger. */
const READ_BYTES = LEAF_BYTES + 1
/** How many of what lies here are looked at together. */
const LOOK_AT_ONCE = 64

// Callbacks made promises one by one: `node:fs/promises` keeps a handle object for each file, and
// costs half as much time again.
const openFile = promisify(open)
const closeFile = promisify(close)
const sizeOfFile = promisify(fstat)
const writeAt: (fd: number, bytes: Uint8Array, at: number) => Promise<number> = (fd, bytes, at) =>
  new Promise((resolve, reject) => {
    write(fd, bytes, at, bytes.length - at, at, (error, done) =>
      error ? reject(error) : resolve(done),
    )
  })
const readAt: (fd: number, bytes: Uint8Array, at: number) => Promise<number> = (fd, bytes, at) =>
  new Promise((resolve, reject) => {
    read(fd, bytes, at, bytes.length - at, at, (error, done) =>
      error ? reject(error) : resolve(done),
    )
  })
const renameFile = promisify(rename)
const unlinkFile = promisify(unlink)

export class FileBlocks extends BaseBlockstore implements BlockSource {
  readonly #directory: string
  /** Folders that are known to be there. */
  readonly #shards = new Set<string>()
  readonly #seen = new SeenDigests()
  #written = 0

  private constructor(directory: string) {
    super()
    this.#directory = directory
  }

  /** Opens or makes the store. What an earlier process left unfinished goes. */
  static async open(directory: string): Promise<{ blocks: FileBlocks; held: StoreSize }> {
    await mkdir(directory, { recursive: true })
    await rm(join(directory, UNFINISHED), { recursive: true, force: true })
    await mkdir(join(directory, UNFINISHED))
    const blocks = new FileBlocks(directory)
    const held = { blocks: 0, bytes: 0 }
    for await (const { cid, bytes } of blocks.list()) {
      blocks.#seen.add(cid)
      held.blocks += 1
      held.bytes += bytes
    }
    return { blocks, held }
  }

  mayHave(cid: CID): boolean {
    return this.#seen.has(cid)
  }

  override async has(cid: CID): Promise<boolean> {
    return (await this.lengthOf(cid)) !== undefined
  }

  async lengthOf(cid: CID): Promise<number | undefined> {
    if (!this.#seen.has(cid)) return undefined
    const found = await stat(this.#place(cid).path).catch(absent)
    return found?.size
  }

  override async put(
    cid: CID,
    value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    { signal }: AbortOptions = {},
  ): Promise<CID> {
    signal?.throwIfAborted()
    const block = value instanceof Uint8Array ? value : Buffer.concat(await Array.fromAsync(value))
    const { shard, path } = this.#place(cid)
    await this.#makeShard(shard)
    // Before it is there: whoever asks meanwhile looks.
    this.#seen.add(cid)
    const part = join(this.#directory, UNFINISHED, String(this.#written++))
    try {
      await writeWhole(part, block)
      await renameFile(part, path)
    } catch (error) {
      await unlinkFile(part).catch(() => undefined)
      throw error
    }
    return cid
  }

  override async *get(cid: CID, { signal }: AbortOptions = {}): AsyncGenerator<Uint8Array> {
    signal?.throwIfAborted()
    try {
      yield await readWhole(this.#place(cid).path)
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw cause
      throw new NotFoundError(`${cid.toString()} is not stored here`)
    }
  }

  override async delete(cid: CID): Promise<void> {
    await remove(this.#place(cid).path).catch(absent)
  }

  /** What lies here, in no order. What comes or goes meanwhile may be told or not. */
  async *list(): AsyncGenerator<StoredBlock> {
    for await (const shard of await opendir(this.#directory)) {
      if (!shard.isDirectory() || shard.name === UNFINISHED) continue
      yield* this.#listShard(join(this.#directory, shard.name))
    }
  }

  override async *getAll(options?: AbortOptions): AsyncGenerator<Pair> {
    for await (const { cid } of this.list()) yield { cid, bytes: this.get(cid, options) }
  }

  async *#listShard(folder: string): AsyncGenerator<StoredBlock> {
    const names: string[] = []
    for await (const { name } of await opendir(folder)) {
      if (name.endsWith(ENDING)) names.push(name)
    }
    for (let at = 0; at < names.length; at += LOOK_AT_ONCE) {
      const looked = names.slice(at, at + LOOK_AT_ONCE).map((name) => storedAt(folder, name))
      for (const found of await Promise.all(looked)) if (found) yield found
    }
  }

  #place(cid: CID): { shard: string; path: string } {
    const name = base32upper.encode(cid.multihash.bytes)
    const shard = name.slice(-2)
    return { shard, path: join(this.#directory, shard, `${name}${ENDING}`) }
  }

  async #makeShard(shard: string): Promise<void> {
    if (this.#shards.has(shard)) return
    await mkdir(join(this.#directory, shard), { recursive: true })
    this.#shards.add(shard)
  }
}

/** A file of that name that is no block of ours is nobody's business here. */
async function storedAt(folder: string, name: string): Promise<StoredBlock | undefined> {
  const found = await stat(join(folder, name)).catch(absent)
  try {
    const multihash = Digest.decode(base32upper.decode(name.slice(0, -ENDING.length)))
    // Which codec its links speak the name does not say.
    const cid = CID.createV1(raw.code, multihash)
    return found && { cid, bytes: found.size, at: found.mtimeMs }
  } catch {
    return undefined
  }
}

async function writeWhole(path: string, block: Uint8Array): Promise<void> {
  const fd = await openFile(path, 'wx')
  try {
    // A disk that is nearly full takes a part, and refuses the rest.
    for (let at = 0; at < block.length;) at += await writeAt(fd, block, at)
  } finally {
    await closeFile(fd)
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  const fd = await openFile(path, 'r')
  try {
    const room = Buffer.allocUnsafeSlow(READ_BYTES)
    let length = 0
    for (let got = 1; got > 0 && length < READ_BYTES;) {
      got = await readAt(fd, room, length)
      length += got
      // A read may end before the file does, but hardly at the end of a leaf: one look is saved.
      if (length === LEAF_BYTES) break
    }
    if (length === READ_BYTES) return await readLarge(fd)
    // A small block must not hold a large buffer in a cache.
    return length > READ_BYTES / 2
      ? room.subarray(0, length)
      : Uint8Array.from(room.subarray(0, length))
  } finally {
    // The bytes are here: nobody waits for what cannot go wrong.
    close(fd, () => undefined)
  }
}

/** Blocks of other makers may be larger than ours. */
async function readLarge(fd: number): Promise<Uint8Array> {
  const { size } = await sizeOfFile(fd)
  const block = Buffer.allocUnsafeSlow(size)
  for (let at = 0; at < size;) {
    const read = await readAt(fd, block, at)
    if (read === 0) return block.subarray(0, at)
    at += read
  }
  return block
}

function absent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined
  throw error
}
