/**
 * Where a download waits until all of it has come: in this site's private files, so that an album
 * need not fit into memory, and a page that was closed goes on where it was. In memory where a browser
 * has no such files (https://fs.spec.whatwg.org), or no room for them.
 */
const FOLDER = 'megabox-downloads'
/** What a page that dies loses at most. */
const PART_BYTES = 4 * 1024 * 1024
const KEPT_MS = 24 * 60 * 60 * 1000
/** The browser has copied a file it was handed by then. */
const HANDED_MS = 10 * 60 * 1000

type Unlock = () => void

/** What the disk had no room for. */
const inMemory = new Map<string, Blob>()
const forgetting = new Map<string, ReturnType<typeof setTimeout>>()

export class Spool {
  readonly name: string
  readonly #folder: FileSystemDirectoryHandle | undefined
  readonly #unlock: Unlock | undefined
  /** By their names. */
  readonly #parts = new Map<string, Blob>()
  #pending: Uint8Array<ArrayBuffer>[] = []
  #pendingBytes = 0
  length = 0

  private constructor(
    name: string,
    folder: FileSystemDirectoryHandle | undefined,
    unlock: Unlock | undefined,
  ) {
    this.name = name
    this.#folder = folder
    this.#unlock = unlock
  }

  /** Waits until nobody else uses it, in any tab. To be closed. */
  static async open(name: string): Promise<Spool> {
    return Spool.#opened(name, await new Promise((got) => lock(name, {}, got)))
  }

  /** Undefined while somebody uses it. */
  static async openFree(name: string): Promise<Spool | undefined> {
    const unlock = await new Promise<Unlock | undefined>((got) => {
      lock(name, { ifAvailable: true }, got)
    })
    return unlock && Spool.#opened(name, unlock)
  }

  static async #opened(name: string, unlock: Unlock | undefined): Promise<Spool> {
    clearTimeout(forgetting.get(name))
    const spool = new Spool(name, await folder(), unlock)
    await spool.#find()
    return spool
  }

  async #find(): Promise<void> {
    for (;;) {
      const name = this.#next()
      const part = inMemory.get(name) ?? (await fileOf(this.#folder, name))
      // An empty one was begun by a page that died.
      if (!part?.size) return
      this.#keep(name, part)
    }
  }

  /** By where it begins, so that whatever was swept away, no part can stand in another's place. */
  #next(): string {
    return `${this.name}.${this.length}`
  }

  #keep(name: string, part: Blob): void {
    this.#parts.set(name, part)
    this.length += part.size
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#pending.push(Uint8Array.from(piece))
    this.#pendingBytes += piece.length
    if (this.#pendingBytes >= PART_BYTES) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#pendingBytes === 0) return
    const part = new Blob(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    const name = this.#next()
    const kept = await stored(this.#folder, name, part)
    if (!kept) inMemory.set(name, part)
    this.#keep(name, kept ?? part)
  }

  /** Read from the disk as it is used. */
  async blob(type: string): Promise<Blob> {
    await this.flush()
    return new Blob([...this.#parts.values()], { type })
  }

  async empty(): Promise<void> {
    this.#pending = []
    this.#pendingBytes = 0
    for (const name of this.#parts.keys()) {
      inMemory.delete(name)
      await this.#folder?.removeEntry(name).catch(() => undefined)
    }
    this.#parts.clear()
    this.length = 0
  }

  /** What has come stays for the next time. */
  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      this.#unlock?.()
    }
  }
}

/** Once the browser has had time to copy what it was handed. */
export function forgetLater(name: string, forgotten: () => void): void {
  clearTimeout(forgetting.get(name))
  const forget = async () => {
    forgotten()
    // Who uses it again forgets it later.
    const spool = await Spool.openFree(name)
    await spool?.empty()
    await spool?.close()
  }
  forgetting.set(
    name,
    setTimeout(() => void forget(), HANDED_MS),
  )
}

/** What was given up long ago, or left by a page that was closed. */
export async function sweepSpools(now = Date.now()): Promise<void> {
  const all = await folder()
  if (!all) return
  for await (const name of all.keys()) {
    const file = await fileOf(all, name)
    if (file && now - file.lastModified > KEPT_MS)
      await all.removeEntry(name).catch(() => undefined)
  }
}

/** `got` hears how to give it back, or that it is taken. */
function lock(name: string, options: LockOptions, got: (unlock: Unlock | undefined) => void): void {
  const held = (lock: Lock | null) => {
    if (lock) return new Promise<void>((unlock) => got(unlock))
    got(undefined)
    return undefined
  }
  void navigator.locks.request(`${FOLDER}:${name}`, options, held)
}

async function folder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory()
    return await root.getDirectoryHandle(FOLDER, { create: true })
  } catch {
    return undefined
  }
}

async function fileOf(
  folder: FileSystemDirectoryHandle | undefined,
  name: string,
): Promise<File | undefined> {
  try {
    return await (await folder?.getFileHandle(name))?.getFile()
  } catch {
    return undefined
  }
}

/** Undefined where there is no room for it. */
async function stored(
  folder: FileSystemDirectoryHandle | undefined,
  name: string,
  part: Blob,
): Promise<File | undefined> {
  try {
    const handle = await folder?.getFileHandle(name, { create: true })
    const file = await handle?.createWritable()
    await file?.write(part)
    await file?.close()
    return await handle?.getFile()
  } catch {
    await folder?.removeEntry(name).catch(() => undefined)
    return undefined
  }
}
