/** What is true of every CAR, how it breaks off, and what mazes it does not enter. */
import assert from 'node:assert/strict'
import { setTimeout as later } from 'node:timers/promises'
import * as dagPb from '@ipld/dag-pb'
import fc from 'fast-check'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import { readCar } from '../../../../node/domain/car.ts'
import type { FetchOptions } from '../../../../node/domain/ports.ts'
import { createExchange } from '../../../../node/gateway/exchange.ts'
import { NotHereError, UnwalkableError } from '../../../../node/gateway/errors.ts'
import { localBlocks } from '../../../../node/gateway/trustless/localBlocks.ts'
import { walk } from '../../../../node/gateway/trustless/walk.ts'
import { cidsOf, createShelf, pattern } from '../shelf.ts'

type Shelf = ReturnType<typeof createShelf>

interface Placed {
  cid: string
  start: number
  end: number
}

/** Every block of a file and the bytes that lie in or below it, by the lengths its leaves have. */
function placesOf(shelf: Shelf, cid: CID, start = 0): Placed[] {
  const block = shelf.store.get(cid.toString()) ?? assert.fail(cid.toString())
  if (cid.code !== dagPb.code) {
    return [{ cid: cid.toString(), start, end: start + block.length }]
  }
  const { Data = new Uint8Array(), Links } = dagPb.decode(block)
  let end = start + (UnixFS.unmarshal(Data).data?.length ?? 0)
  const below = Links.flatMap(({ Hash }) => {
    const places = placesOf(shelf, Hash, end)
    end = places[0]?.end ?? end
    return places
  })
  return [{ cid: cid.toString(), start, end }, ...below]
}

const anyFile = fc.record({
  size: fc.integer({ min: 1, max: 700 }),
  /** Where it begins again: parts that are alike, in one leaf or across nodes. */
  period: fc.integer({ min: 1, max: 700 }),
  chunk: fc.integer({ min: 1, max: 60 }),
  links: fc.integer({ min: 2, max: 5 }),
  rawLeaves: fc.boolean(),
})

const repeating = (size: number, period: number) =>
  Uint8Array.from({ length: size }, (_, i) => pattern(period)[i % period] ?? 0)

describe('trustless walk', () => {
  it('gives exactly the blocks that hold the range, of any file cut in any way', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.nat(699), fc.nat(700), async (made, first, more) => {
        const shelf = createShelf()
        const { size, period, ...cut } = made
        const cid = await shelf.addFile(repeating(size, period), cut)
        const [from, to] = [first % size, (first % size) + more]
        const holding = placesOf(shelf, cid)
          .filter(({ start, end }, i) => i === 0 || (start <= to && end > from))
          .map((place) => place.cid)
        const path = `/ipfs/${cid.toString()}?format=car&entity-bytes=${from}:${to}`
        assert.deepEqual(await cidsOf(await shelf.ask(`${path}&car-dups=y`)), holding)
        assert.deepEqual(await cidsOf(await shelf.ask(path)), [...new Set(holding)])
        const fromEnd = `${from - size}:${to < size ? to - size : '*'}`
        const other = path.replace(/[^=]*$/, fromEnd)
        assert.deepEqual(await cidsOf(await shelf.ask(other)), [...new Set(holding)])
      }),
      { numRuns: 150 },
    )
  }).timeout(60_000)

  it('comes back to a node for the other part of it, when it stands in a file twice', async () => {
    const shelf = createShelf()
    const [one, two] = [pattern(10, 1), pattern(10, 2)].map((part) => shelf.addRaw(part))
    assert.ok(one && two)
    const half = shelf.addNode(new UnixFS({ type: 'file', blockSizes: [10n, 10n] }), [
      ['', one],
      ['', two],
    ])
    const root = shelf.addNode(new UnixFS({ type: 'file', blockSizes: [20n, 20n] }), [
      ['', half],
      ['', half],
    ])
    const across = await shelf.ask(`/ipfs/${root.toString()}?format=car&entity-bytes=15:24`)
    assert.deepEqual(await cidsOf(across), [root, half, two, one].map(String))
  })

  it('breaks off at a block that is not here, after all that came before it', async () => {
    const shelf = createShelf()
    const cid = await shelf.addFile(pattern(1026))
    const whole = placesOf(shelf, cid).map((place) => place.cid)
    shelf.store.delete(whole[3] ?? '')
    const response = await shelf.ask(`/ipfs/${cid.toString()}?format=car`)
    assert.equal(response.status, 200)
    const got: string[] = []
    const reading = async () => {
      assert.ok(response.body)
      for await (const block of readCar(response.body)) got.push(block.cid.toString())
    }
    await assert.rejects(reading, NotHereError)
    assert.deepEqual(got, whole.slice(0, 3))
  })

  it('reads one block ahead of whoever takes them, and no more', async () => {
    const shelf = createShelf()
    const cid = await shelf.addFile(pattern(100 * 20_000), { chunk: 20_000 })
    const response = await shelf.ask(`/ipfs/${cid.toString()}?format=car`)
    const reader = response.body?.getReader()
    await later(20)
    const atFirst = shelf.reads.length
    assert.ok(atFirst <= 3, `${atFirst} were read before anyone took one`)
    for (let chunks = 0; chunks < 10; chunks++) await reader?.read()
    await later(20)
    // Each block is two chunks: what names it, and itself.
    assert.ok(shelf.reads.length <= 5 + 3, `${shelf.reads.length} were read`)
    await reader?.cancel()
    const after = shelf.reads.length
    await later(20)
    assert.equal(shelf.reads.length, after)
  })

  it('hands a large block on without copying it', async () => {
    const shelf = createShelf()
    const block = pattern(256 * 1024)
    const cid = shelf.addRaw(block)
    const reader = (await shelf.ask(`/ipfs/${cid.toString()}?format=car`)).body?.getReader()
    await reader?.read()
    const { value } = (await reader?.read()) ?? {}
    assert.equal(value, block)
  })

  it('puts small blocks together into few chunks', async () => {
    const shelf = createShelf()
    const small = Array.from({ length: 500 }, (_, i) => shelf.addRaw(pattern(300, i).fill(i, 0, 4)))
    const root = shelf.addCbor(small)
    const { body } = await shelf.ask(`/ipfs/${root.toString()}?format=car`)
    assert.ok(body)
    const sizes: number[] = []
    for await (const chunk of body) sizes.push(chunk.length)
    assert.ok(sizes.length <= 4, `${sizes.length} chunks`)
  })

  it('gives up a read that hangs when the reader leaves or the request is aborted', async () => {
    const shelf = createShelf()
    const cid = await shelf.addFile(pattern(200_000), { chunk: 50_000 })
    for (const leave of ['cancel', 'abort'] as const) {
      const gone = new AbortController()
      let ended = 0
      const exchange = createExchange({
        blocks: {
          has: shelf.blocks.has,
          async get(wanted: CID, options: FetchOptions = {}) {
            if (wanted.code === dagPb.code) return shelf.blocks.get(wanted, options)
            await later(60_000, undefined, { signal: options.signal }).finally(() => ended++)
            return new Uint8Array()
          },
        },
      })
      const url = `http://peer/ipfs/${cid.toString()}?format=car`
      const response = await exchange(new Request(url, { signal: gone.signal }))
      const reader = response.body?.getReader()
      await reader?.read()
      const pending = reader?.read().catch(() => undefined)
      if (leave === 'cancel') await reader?.cancel()
      else gone.abort()
      await pending
      await later(20)
      assert.equal(ended, 1, leave)
    }
  })

  describe('in a maze', () => {
    interface Walking {
      dups?: boolean
      most?: number
      maxVisits?: number
    }

    const walked = async (shelf: Shelf, root: CID, walking: Walking = {}) => {
      const { most = Infinity, dups = false, ...limits } = walking
      let blocks = 0
      const signal = new AbortController().signal
      const how = { scope: { dag: 'all' as const }, dups, signal, ...limits }
      for await (const { bytes } of walk(root, localBlocks(shelf.blocks), how)) {
        blocks += 1
        if (bytes.length === 0 || blocks >= most) break
      }
      return blocks
    }

    /** `levels` folders, each with the next one in it `times` times. */
    function nested(shelf: Shelf, levels: number, times = 1): CID {
      let cid = shelf.addRaw(pattern(5))
      for (let level = 0; level < levels; level++) {
        const names = Array.from({ length: times }, (_, i) => [`${i}`, cid] as const)
        cid = shelf.addFolder(Object.fromEntries(names))
      }
      return cid
    }

    it('goes 32 levels deep and no deeper', async () => {
      const shelf = createShelf()
      assert.equal(await walked(shelf, nested(shelf, 32)), 33)
      await assert.rejects(walked(shelf, nested(shelf, 33)), UnwalkableError)
    })

    it('enters each room once: two to the power of thirty doors end at once', async () => {
      const shelf = createShelf()
      assert.equal(await walked(shelf, nested(shelf, 30, 2)), 31)
    })

    it('with doubles goes only as far as it is pulled, in little memory', async () => {
      const shelf = createShelf()
      assert.equal(await walked(shelf, nested(shelf, 30, 2), { dups: true, most: 5000 }), 5000)
    })

    it('ends after so and so many rooms, the same ones again counted', async () => {
      const shelf = createShelf()
      const maze = nested(shelf, 12, 2)
      for (const [dups, rooms] of [
        [true, 2 ** 13 - 1],
        [false, 13],
      ] as const) {
        assert.equal(await walked(shelf, maze, { dups, maxVisits: rooms }), rooms)
        await assert.rejects(walked(shelf, maze, { dups, maxVisits: rooms - 1 }), UnwalkableError)
      }
    })

    it('refuses a room with more doors than it can remember', async () => {
      const shelf = createShelf()
      const leaf = shelf.addRaw(pattern(3))
      const crowd = shelf.addCbor(Array.from({ length: 65_537 }, () => leaf))
      await assert.rejects(walked(shelf, crowd), UnwalkableError)
    })

    it('survives a block nested deeper than any stack', async () => {
      const shelf = createShelf()
      const deep = shelf.put(0x71, new Uint8Array(1_000_000).fill(0x81))
      const open = shelf.put(0x71, Uint8Array.of(...new Uint8Array(50_000).fill(0x81), 0))
      for (const cid of [deep, open]) {
        const response = await shelf.ask(`/ipfs/${cid.toString()}?format=car`)
        assert.equal(response.status, 400)
      }
    })

    it('finds nothing behind a CID that is longer than any of ours', async () => {
      const shelf = createShelf()
      const long = CID.decode(Uint8Array.of(1, 0x55, 0x13, 0xf0, 0x01, ...new Uint8Array(240)))
      await assert.rejects(walked(shelf, shelf.addCbor([long])), NotHereError)
    })
  })
})
