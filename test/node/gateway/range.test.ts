import { expect } from 'chai'
import fc from 'fast-check'
import { parseRange } from '../../../node/gateway/range.ts'
import { asker, cidOf, createShop, flacLike } from './shop.ts'

describe('gateway range', () => {
  it('reads every form of a single range', () => {
    expect(parseRange('bytes=0-0', 10)).to.deep.equal({ start: 0, end: 0 })
    expect(parseRange('bytes=2-', 10)).to.deep.equal({ start: 2, end: 9 })
    expect(parseRange('bytes=-3', 10)).to.deep.equal({ start: 7, end: 9 })
    expect(parseRange('bytes=-30', 10)).to.deep.equal({ start: 0, end: 9 })
    expect(parseRange('Bytes= 0-99 ', 10)).to.deep.equal({ start: 0, end: 9 })
  })

  it('tells what cannot be satisfied from what is not understood', () => {
    for (const header of ['bytes=10-', 'bytes=99-100', 'bytes=-0', `bytes=${'9'.repeat(400)}-`]) {
      expect(parseRange(header, 10), header).to.equal('unsatisfiable')
    }
    for (const header of [null, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=1-2,3-4', 'x=0-1']) {
      expect(parseRange(header, 10), String(header)).to.equal('whole')
    }
    expect(parseRange('bytes=-1', 0)).to.equal('unsatisfiable')
  })

  it('gives exactly the slice asked for, of any file, cut into any chunks', async () => {
    const anyRange = fc.oneof(
      fc.tuple(fc.nat(700), fc.nat(700)).map(([from, more]) => ({ from, to: from + more })),
      fc.nat(700).map((from) => ({ from, to: undefined })),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 600 }),
        anyRange,
        fc.integer({ min: 1, max: 200 }),
        async (size, { from, to }, chunk) => {
          const shop = createShop({ chunk })
          const bytes = flacLike(size)
          shop.put({ title: 'x', songs: [{ title: 'x', bytes }] })
          const range = `bytes=${from}-${to ?? ''}`
          const response = await asker(shop.powers)(`/ipfs/${cidOf(bytes).toString()}`, {
            headers: { range },
          })
          const slice = bytes.subarray(from, to === undefined ? size : to + 1)
          expect(response.status).to.equal(from < size ? 206 : 416)
          expect(new Uint8Array(await response.arrayBuffer())).to.deep.equal(slice)
          if (from >= size) return
          const last = from + slice.length - 1
          expect(response.headers.get('content-range')).to.equal(`bytes ${from}-${last}/${size}`)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('gives the last bytes for any suffix', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.nat(700), async (size, count) => {
        const shop = createShop()
        const bytes = flacLike(size)
        shop.put({ title: 'x', songs: [{ title: 'x', bytes }] })
        const response = await asker(shop.powers)(`/ipfs/${cidOf(bytes).toString()}`, {
          headers: { range: `bytes=-${count}` },
        })
        const expected = count === 0 ? new Uint8Array() : bytes.slice(-count)
        expect(response.status).to.equal(count === 0 ? 416 : 206)
        expect(new Uint8Array(await response.arrayBuffer())).to.deep.equal(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('is total: any header gives an answer that lies inside the file', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1000), (header, size) => {
        for (const range of [
          parseRange(header, size),
          parseRange(`bytes=${header.replace(/[^\d-]/g, '')}`, size),
        ]) {
          if (typeof range === 'string') continue
          expect(range.start).to.be.at.least(0)
          expect(range.end).to.be.at.least(range.start).and.below(size)
        }
      }),
    )
  })
})
