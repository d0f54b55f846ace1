import assert from 'node:assert/strict'
import { Crew, type Actor } from './crew.ts'
import type { Hostile } from './hostile.ts'
import { made, sha256Of } from './made.ts'
import type { Manners } from './manners.ts'
import type { Reader, Visit } from './reader.ts'

/** Three leaves, and a node above them. */
const SONG = 700_000
const BLOCKS = 4
/** Of the usual half a minute: 0.9 s. */
const IMPATIENT = 0.03
const AT_ONCE = 16
/** Far from both the moment that a read takes and the half minute that silence is borne. */
const SOON_MS = 12_000

/** Who does this is cut off. */
const LIES: Manners[] = [
  ...[0, 1, 2].map((leaf) => ({ kind: 'flipped' as const, leaf })),
  { kind: 'flipped' },
  { kind: 'other file' },
  { kind: 'other order' },
  { kind: 'twice' },
  { kind: 'endless frames' },
]

/** Who does this may be unwell. */
const FAULTS: Manners[] = [
  { kind: 'one byte a second' },
  { kind: 'silence' },
  { kind: 'half, then silence' },
  { kind: 'endless head' },
  { kind: 'slow endless head' },
  { kind: 'only interim answers' },
  { kind: 'no head at all' },
  { kind: 'an empty body' },
  { kind: 'an empty CAR' },
  { kind: 'no marked end' },
  { kind: 'two marked ends' },
  { kind: 'a length too long' },
  { kind: 'a length too short' },
  { kind: 'a chunk of a terabyte' },
  { kind: 'a frame of a terabyte' },
  { kind: 'endless chunks of nothing' },
  { kind: 'an error for everything' },
]

/** At each edge of an answer, or beside it: by a reset or by a clean end, in turns. */
const cuts = (edges: number, nudges: readonly number[], once: boolean): Manners[] =>
  Array.from({ length: edges * nudges.length }, (_, i) => ({
    ...{ kind: 'cut' as const, once, how: i % 2 === 0 ? ('reset' as const) : ('end' as const) },
    ...{ edge: Math.floor(i / nudges.length), nudge: nudges[i % nudges.length] ?? 0 },
  }))

describe('a peer that answers wrongly', function () {
  this.timeout(60_000)
  const crew = new Crew()
  const sha256 = sha256Of(made(1, SONG))
  let reader: Actor<Reader>
  let hostile: Actor<Hostile>
  let honest: Actor<Hostile>
  let [bad, good, song] = ['', '', '']

  before(async () => {
    ;[reader, hostile, honest] = await Promise.all([
      crew.cast('reader'),
      crew.cast('hostile'),
      crew.cast('hostile'),
    ])
    bad = await hostile.do('open')
    good = await honest.do('open')
    song = await hostile.do('add', 1, SONG)
    assert.equal(await honest.do('add', 1, SONG), song)
  })
  after(() => crew[Symbol.asyncDispose]())

  const nameIn = (address: string) => address.slice(address.lastIndexOf('/') + 1)

  /** A new reader for each of these manners; gives what became of it. */
  async function visits(all: readonly Manners[], connect: string[], patience?: number) {
    await hostile.do('behaveInTurn', [...all])
    const visited: Visit[] = []
    let left = all.length
    const oneByOne = async () => {
      const how = { connect, ...(patience !== undefined && { patience }) }
      while (left-- > 0) visited.push(await reader.do('visit', song, how))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, oneByOne))
    const told = await hostile.do('told')
    return visited.map((visit) => {
      const { manners, questions = 0 } = told[visit.reader] ?? {}
      assert.ok(manners && questions > 0, 'the hostile one was not asked')
      return { visit, manners, questions, why: JSON.stringify({ manners, questions, visit }) }
    })
  }

  it('and is alone leaves a clear error in bounded time, and no wrong block', async () => {
    for (const { visit, manners, why } of await visits([...LIES, ...FAULTS], [bad], IMPATIENT)) {
      // Only there do all blocks come, and then nothing for long.
      const comes = manners.kind === 'a length too long'
      assert.equal(visit.error, comes ? undefined : 'UnreachableError', why)
      assert.equal(visit.sha256 === sha256, comes, why)
      assert.ok(visit.ms < SOON_MS, why)
      assert.equal(visit.unsound, 0, why)
    }
  })

  it('goes unnoticed while an honest one is there; who lies is cut off at once', async () => {
    for (const { visit, manners, questions, why } of await visits(
      [...LIES, ...FAULTS],
      [bad, good],
    )) {
      assert.equal(visit.sha256, sha256, why)
      assert.ok(visit.ms < SOON_MS, why)
      assert.deepEqual([visit.stored, visit.unsound], [BLOCKS, 0], why)
      assert.equal(nameIn(bad) in visit.peers, !LIES.some(({ kind }) => kind === manners.kind), why)
      assert.ok(questions <= 4, why)
    }
  })

  it('is remembered when it lied: it is neither asked nor let back', async () => {
    const [another, sha256OfIt] = [await honest.do('add', 2, SONG), sha256Of(made(2, SONG))]
    assert.equal(await hostile.do('add', 2, SONG), another)
    await hostile.do('behave', { kind: 'flipped' })
    const before = await hostile.do('questions')
    const listener = await crew.cast('reader')
    await listener.do('open', { connect: [bad, good] })
    assert.equal((await listener.do('read', song)).sha256, sha256)
    const asked = await hostile.do('questions')
    assert.ok(asked > before && asked <= before + 3, `${asked - before} questions`)
    assert.equal(await listener.do('connect', bad), false)
    assert.equal((await listener.do('read', another)).sha256, sha256OfIt)
    assert.equal(await hostile.do('questions'), asked)
    assert.deepEqual(await listener.do('peers'), [nameIn(good)])
  })

  it('because it was cut, wherever that was, is asked again and gives the rest', async () => {
    const all = cuts(await hostile.do('edges', song), [-1, 0, 1], true)
    for (const { visit, why } of await visits(all, [bad])) {
      assert.equal(visit.sha256, sha256, why)
      assert.ok(visit.ms < SOON_MS, why)
      assert.deepEqual([visit.stored, visit.unsound], [BLOCKS, 0], why)
    }
  })

  it('because it is cut again and again is done without', async () => {
    const all = cuts(await hostile.do('edges', song), [0], false)
    for (const { visit, why } of await visits(all, [bad, good])) {
      assert.equal(visit.sha256, sha256, why)
      assert.ok(visit.ms < SOON_MS, why)
      assert.equal(visit.unsound, 0, why)
    }
  })

  it('because it is cut again and again, and is alone, leaves what is true or a clear error', async () => {
    const edges = await hostile.do('edges', song)
    for (const { visit, why } of await visits(cuts(edges, [-1], false), [bad], IMPATIENT)) {
      assert.ok(visit.sha256 === sha256 || visit.error === 'UnreachableError', why)
      assert.ok(visit.ms < SOON_MS, why)
      assert.equal(visit.unsound, 0, why)
    }
  })
})
