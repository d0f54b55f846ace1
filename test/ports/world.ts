/**
 * A small world for the index's property: three artists who revise, copy one another, lose keys and
 * retire; a chain that reorganises; manifests that arrive in any order, late or never quite.
 */
import * as fc from 'fast-check'
import { listedFiles } from '../../node/catalogue/filesOf.ts'
import { cborCidOf } from '../../node/crypto/hash.ts'
import type { Candidate, Outcome } from '../../node/domain/catalogue.ts'
import type { ChainEvent } from '../../node/domain/chain.ts'
import { bytes32Of, fromHex, type Bytes32 } from '../../node/domain/ids.ts'
import type { Index } from '../../node/domain/ports.ts'
import {
  cidOf,
  digestOf,
  fakeEditionId,
  makeArtist,
  makeManifest,
  makeTrack,
  minted,
  revised,
  termsOf,
  type Happening,
  type Made,
} from '../support/manifests.ts'

type Block = ChainEvent[]
type Step =
  | { do: 'mine'; happenings: Happening[] }
  | { do: 'rewind'; depth: number }
  | { do: 'settle'; which: number; late: boolean }
  | { do: 'hold'; recording: string }

export interface World {
  journeys: fc.Arbitrary<Step[]>
  /** Takes the index along, and in the end lets every manifest be found. Gives the chain. */
  wander(index: Index, journey: readonly Step[]): Promise<Block[]>
  /** The chain in order, each manifest found at once. */
  walk(index: Index, chain: readonly Block[]): Promise<void>
  /** Everything the index tells that does not depend on this machine. */
  picture(index: Index): Promise<unknown>
}

const RECORDINGS = ['one', 'two', 'three', 'four']

export async function makeWorld(): Promise<World> {
  const manifests = await makeManifests()
  const truth = new Map<Bytes32, Outcome>(
    // Every seventh has something wrong in itself.
    manifests.map((made, i) => [
      made.digest,
      i % 7 === 6 ? { status: 'refused', reason: 'magic: no song' } : soundOf(made),
    ]),
  )
  const outcomeOf = ({ digest }: Candidate): Outcome => {
    const outcome = truth.get(digest)
    if (!outcome) throw new Error('the world has no other manifests')
    return outcome
  }
  return {
    journeys: fc.array(stepsOf(manifests), { maxLength: 40, size: 'max' }),
    wander: (index, journey) => wander(index, journey, outcomeOf),
    walk: (index, chain) => walk(index, chain, outcomeOf),
    picture: (index) => picture(index, manifests),
  }
}

/** 2 releases of each artist, each in 4 versions: signed by either key, with recordings of all. */
async function makeManifests(): Promise<Made[]> {
  const made: Made[] = []
  for (const name of ['Ada', 'Eve', 'Sam']) {
    for (const title of ['Early', 'Late']) {
      const base = await makeManifest(await makeArtist(name), title)
      for (let version = 0; version < 4; version++) {
        const artist = await makeArtist(name, version === 3 ? 1 : 0)
        const first = RECORDINGS[(made.length >> 2) % RECORDINGS.length] ?? 'one'
        const added = RECORDINGS[(made.length * 5 + version) % RECORDINGS.length] ?? 'one'
        const tracks = [makeTrack(1, `First of ${title}`, first), makeTrack(2, 'Added', added)]
        const { salt } = base.manifest.release
        const fields = { salt, tracks: tracks.slice(0, version === 0 ? 1 : 2) }
        made.push(await makeManifest(artist, `${title} ${version}`, fields))
      }
    }
  }
  return made
}

function stepsOf(manifests: readonly Made[]): fc.Arbitrary<Step> {
  const made = fc.constantFrom(...manifests)
  const prices = fc.constantFrom(1n, 2n)
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(made, prices).map(([one, price]) => minted(one, { price })) },
    { weight: 4, arbitrary: made.map(revised) },
    {
      weight: 1,
      arbitrary: fc.tuple(made, prices).map(([one, price]) => ({
        kind: 'closed' as const,
        edition: fakeEditionId(termsOf(one, { price })),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(made, prices).map(([one, price]) => ({
        kind: 'sold' as const,
        edition: fakeEditionId(termsOf(one, { price })),
      })),
    },
    {
      weight: 1,
      arbitrary: made.map(({ release }) => ({ kind: 'retired' as const, release })),
    },
    {
      weight: 1,
      arbitrary: made.map(({ artist: { wallet, key } }) => ({
        kind: 'key-revoked' as const,
        artist: wallet,
        key: bytes32Of(key),
      })),
    },
  )
  const mine = fc.array(happening, { maxLength: 5 })
  return fc.oneof(
    { weight: 5, arbitrary: mine.map((happenings) => ({ do: 'mine' as const, happenings })) },
    { weight: 1, arbitrary: fc.nat(6).map((depth) => ({ do: 'rewind' as const, depth })) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        which: fc.nat(20),
        late: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('hold' as const),
        recording: fc.constantFrom(...RECORDINGS),
      }),
    },
  )
}

type Find = (candidate: Candidate) => Outcome

async function wander(index: Index, journey: readonly Step[], found: Find): Promise<Block[]> {
  const chain: Block[] = []
  for (const [time, step] of journey.entries()) {
    if (step.do === 'mine') {
      const block = chain.length
      const minable = step.happenings.filter((what) => isNew(what, chain))
      chain.push(minable.map((what, logIndex) => ({ ...what, block, logIndex })))
      await index.advance({ number: block, hash: digestOf(`${time}`) }, chain[block] ?? [])
    } else if (step.do === 'rewind') {
      chain.length = Math.max(0, chain.length - step.depth)
      await index.rewind(chain.length - 1)
    } else if (step.do === 'hold') {
      await index.hold(cidOf(`master ${step.recording}`))
    } else {
      const due = await index.due(Infinity, 100)
      const candidate = due[step.which % Math.max(1, due.length)]
      if (!candidate) continue
      const late: Outcome = { status: 'later', reason: 'nobody', retryAt: 1000 + time }
      await index.settle(candidate, step.late ? late : found(candidate))
    }
  }
  await settleAll(index, found)
  return chain
}

/** The contract mints an edition once; another event may come twice. */
const isNew = (what: Happening, chain: readonly Block[]): boolean =>
  what.kind !== 'minted' ||
  !chain.flat().some((event) => event.kind === 'minted' && event.edition === what.edition)

async function walk(index: Index, chain: readonly Block[], found: Find): Promise<void> {
  for (const [number, events] of chain.entries()) {
    await index.advance({ number, hash: digestOf(`straight ${number}`) }, events)
    await settleAll(index, found)
  }
}

async function settleAll(index: Index, found: Find): Promise<void> {
  for (;;) {
    const due = await index.due(Infinity, 100)
    if (due.length === 0) return
    for (const candidate of due) await index.settle(candidate, found(candidate))
  }
}

async function picture(index: Index, manifests: readonly Made[]): Promise<unknown> {
  const { entries } = await index.search('', { limit: 200 })
  const releases = [...new Set(manifests.map(({ release }) => release))]
  const files = RECORDINGS.flatMap((word) => [cidOf(`master ${word}`), cidOf(`listening ${word}`)])
  for (const cid of files) await index.hold(cid)
  const words = ['ear', 'late 2', 'first', 'ada', 'eve added']
  return {
    newest: entries.map(({ release, cid }) => [release, cid.toString()]),
    bought: (await index.boughtLately(10)).map(({ release }) => release),
    releases: await Promise.all(releases.map((release) => index.release(release))),
    counts: await index.counts(),
    files: await Promise.all(files.map((cid) => index.file(cid))),
    unheld: await index.unheld(100),
    manifests: await Promise.all(
      manifests.map(async ({ release, digest }) => [
        await index.standing(release, digest),
        await index.file(cborCidOf(fromHex(digest))),
      ]),
    ),
    found: await Promise.all(words.map((word) => titlesOf(index, word))),
    next: [await index.nextDue(), await index.due(Infinity, 10)],
  }
}

async function titlesOf(index: Index, query: string): Promise<string[]> {
  const { entries } = await index.search(query)
  // Two indexes may rank alike words differently; which they find is the promise.
  return entries.map(({ manifest }) => manifest.release.title).toSorted()
}

const soundOf = ({ manifest, release }: Made): Outcome => ({
  status: 'listed',
  manifest,
  files: listedFiles(release, manifest.release, () => undefined),
})
