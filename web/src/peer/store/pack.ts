/**
 * Where leaves lie: one file of equal slots, since opening a file for each leaf costs eight times as
 * much, and IndexedDB six times the space. In memory where a browser has no private file system.
 */

/** A leaf fits one slot. */
export const SLOT_BYTES = 256 * 1024

export interface Pack {
  readonly place: 'disk' | 'memory'
  /** What lies there; shorter when the file ends before. */
  read(slot: number, bytes: number): Uint8Array<ArrayBuffer>
  write(slot: number, bytes: Uint8Array): void
  /** Gives back what lies behind so many slots. */
  cut(slots: number): void
  close(): void
}

/** Of the File System standard, for workers only: TypeScript has it with another library of types. */
interface SyncHandle {
  read(into: Uint8Array, options: { at: number }): number
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(bytes: number): void
  close(): void
}

type WithSyncHandle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncHandle> }

const NAME = 'megabox-leaves'
/** The page that led before may still be closing. */
const TRIES = 40
const RETRY_MS = 50

export async function openPack(): Promise<Pack> {
  try {
    const folder = await navigator.storage.getDirectory()
    const file: WithSyncHandle = await folder.getFileHandle(NAME, { create: true })
    return diskPack(await handleOf(file))
  } catch {
    return memoryPack()
  }
}

async function handleOf(file: WithSyncHandle): Promise<SyncHandle> {
  for (let left = TRIES; ; left--) {
    try {
      const handle = await file.createSyncAccessHandle?.()
      if (handle) return handle
    } catch (error) {
      if (left === 0) throw error
    }
    if (left === 0) throw new Error('no file of its own')
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

const diskPack = (handle: SyncHandle): Pack => ({
  place: 'disk',
  read(slot, bytes) {
    const block = new Uint8Array(bytes)
    return block.subarray(0, handle.read(block, { at: slot * SLOT_BYTES }))
  },
  write(slot, bytes) {
    const written = handle.write(bytes, { at: slot * SLOT_BYTES })
    if (written < bytes.length) throw new DOMException('Cut short', 'QuotaExceededError')
  },
  cut: (slots) => handle.truncate(slots * SLOT_BYTES),
  close: () => handle.close(),
})

/** It is gone with the page, so it need not be large. */
export const MEMORY_BYTES = 96 * 1024 * 1024

export function memoryPack(): Pack {
  const slots = new Map<number, Uint8Array<ArrayBuffer>>()
  return {
    place: 'memory',
    read: (slot) => slots.get(slot) ?? new Uint8Array(),
    write: (slot, bytes) => void slots.set(slot, Uint8Array.from(bytes)),
    cut: (count) => {
      for (const slot of [...slots.keys()]) if (slot >= count) slots.delete(slot)
    },
    close: () => slots.clear(),
  }
}
