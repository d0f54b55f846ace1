/**
 * Other nodes and listeners as sources of the reader, once sharing is on. They are reached from the
 * page, since workers have no WebRTC; what they send is checked here like everything else.
 */
import type { Fetch, HeardRelease, HttpAnswer, HttpQuestion } from '../../../../node/index.ts'
import type { SharingState, SourceKind } from '../status.ts'
import type { Asker } from '../wire.ts'
import type { Engine } from './engine.ts'

/** What the page says of those it is connected to, all of them each time. */
export interface PeersNews {
  sharing: SharingState
  given: number
  peers: { name: string; kind: SourceKind; address: string }[]
}

/** One question to one of them. The first piece of the answer is the status, the rest its body. */
export interface PeerQuestion extends HttpQuestion {
  peer: string
}

export function joinPeers(engine: Engine, page: Asker): void {
  const here = new Set<string>()
  engine.onShare = async (on) => {
    await page.call('share', on)
  }
  engine.onLie = (peer) => void page.call('expel', peer).catch(() => undefined)
  const hear = ({ sharing, given, peers }: PeersNews) => {
    engine.sharing = sharing
    engine.given = given
    const now = new Map(peers.map((one) => [one.name, one]))
    for (const name of here) {
      if (now.has(name)) continue
      here.delete(name)
      engine.reader.remove(name)
      engine.forget(name)
    }
    for (const { name, ...known } of now.values()) {
      here.add(name)
      engine.know(name, known)
      engine.reader.add(name, fetchFrom(name, page))
    }
    engine.changed()
  }
  void (async () => {
    for await (const news of page.stream<PeersNews>('peers', undefined)) hear(news)
  })().catch(() => undefined) // the page is gone, and this worker with it
  void (async () => {
    for await (const heard of page.stream<HeardRelease[]>('heard', undefined)) engine.hear(heard)
  })().catch(() => undefined)
}

const fetchFrom =
  (peer: string, page: Asker): Fetch =>
  async (question, signal): Promise<HttpAnswer> => {
    const what: PeerQuestion = { peer, ...question }
    const pieces = page.stream<number | Uint8Array>('fetch', what, signal)
    const first = await pieces.next()
    const status = typeof first.value === 'number' ? first.value : 502
    return { status, body: bytesOf(pieces) }
  }

async function* bytesOf(pieces: AsyncGenerator<number | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) if (typeof piece !== 'number') yield piece
}
