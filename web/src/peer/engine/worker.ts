/** The worker's door: it is told where it is, then given a port for everyone who wants to ask. */
import { BlockStore } from '../store/blockStore.ts'
import { MEMORY_BYTES, openPack } from '../store/pack.ts'
import { memoryRecords, openRecords } from '../store/records.ts'
import { answer, Asker } from '../wire.ts'
import { Engine } from './engine.ts'
import { joinPeers } from './peers.ts'

/** The first message. `page` leads to the page that leads, which has what workers have not. */
export interface Begin {
  origin: string
  /** Bytes to store at most; by default what is fair to the disk. */
  budget: number | undefined
  patience: number
  page: MessagePort
}

const MOST_BYTES = 1024 ** 3
/** The page comes first. */
const PREPARE_MS = 300
const NEVER = new AbortController().signal
/** Ask no more of the browser than half of what it would give. */
const FAIR_SHARE = 0.5

async function start({ origin, budget, patience }: Begin): Promise<Engine> {
  const [pack, records, estimate] = await Promise.all([
    openPack(),
    openRecords().catch(memoryRecords),
    navigator.storage.estimate().catch((): StorageEstimate => ({})),
  ])
  const fair = Math.min(MOST_BYTES, (estimate.quota ?? MOST_BYTES) * FAIR_SHARE)
  const most = pack.place === 'disk' ? fair : MEMORY_BYTES
  const store = await BlockStore.open(pack, records, Math.min(most, budget ?? most))
  const persisted = () => navigator.storage.persisted().catch(() => false)
  return new Engine(store, { origin, patience, persisted })
}

let engine: Promise<Engine> | undefined

addEventListener('message', ({ data, ports }: MessageEvent<Begin | 'ask'>) => {
  if (data !== 'ask') {
    engine ??= start(data).then((one) => {
      joinPeers(one, new Asker(data.page))
      setTimeout(() => void one.prepare(NEVER).catch(() => undefined), PREPARE_MS)
      return one
    })
    return
  }
  const [port] = ports
  if (port) void engine?.then(({ answers }) => answer(port, answers))
})
