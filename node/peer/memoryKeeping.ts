/** Pins, drafts and damage in memory, for a peer whose shell keeps none. */
import type { CID } from 'multiformats/cid'
import type { Keeping, Pin } from '../domain/ports.ts'

export function memoryKeeping(): Keeping {
  const pins = new Map<string, Pin>()
  const set = () => {
    const cids = new Map<string, CID>()
    return {
      add: async (cid: CID) => void cids.set(cid.toString(), cid),
      remove: async (cid: CID) => void cids.delete(cid.toString()),
      list: async () => [...cids.values()],
    }
  }
  const drafts = set()
  return {
    pins: {
      add: async (pin) =>
        void pins.set(pin.cid.toString(), { ...pins.get(pin.cid.toString()), ...pin }),
      complete: async (cid) => {
        const pin = pins.get(cid.toString())
        if (pin) pins.set(cid.toString(), { ...pin, whole: true })
      },
      remove: async (cid) => pins.delete(cid.toString()),
      list: async () => [...pins.values()],
      has: async (cid) =>
        [...pins.values()].some((pin) => [pin.cid, ...pin.files].some((one) => one.equals(cid))),
    },
    drafts: { keep: drafts.add, list: drafts.list },
    damaged: set(),
  }
}
