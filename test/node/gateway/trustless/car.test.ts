/** The list of the trustless gateway's specification for CARs: scopes, ranges, order, doubles. */
import assert from 'node:assert/strict'
import * as dagPb from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { identity } from 'multiformats/hashes/identity'
import { codeOf } from '../shop.ts'
import { cidsOf, createShelf, pattern, readCarOf } from '../shelf.ts'

const CAR = 'application/vnd.ipld.car'

describe('trustless CAR', () => {
  const shelf = createShelf()
  const { ask } = shelf
  // 1026 bytes in leaves of 256: four whole ones, and one of two bytes.
  const multi = pattern(1026)
  let file: string
  let leaves: string[]
  let hello: CID
  let folder: string

  before(async () => {
    const cid = await shelf.addFile(multi)
    file = cid.toString()
    const root = shelf.store.get(file) ?? new Uint8Array()
    leaves = dagPb.decode(root).Links.map(({ Hash }) => Hash.toString())
    hello = shelf.addRaw(new TextEncoder().encode('hello'))
    folder = shelf
      .addFolder({ 'a-copy.txt': hello, 'a.txt': hello, 'b.bin': cid, 'c.bin': cid })
      .toString()
  })

  const carOf = (cid: string, query = '') => ask(`/ipfs/${cid}?format=car${query}`)
  const blocksOf = async (cid: string, query = '') => cidsOf(await carOf(cid, query))
  const some = (...at: number[]) => [file, ...at.map((i) => leaves[i])]

  it('begins with the root, and has it as its one root', async () => {
    const car = await readCarOf(await carOf(file))
    assert.deepEqual(car, { roots: [file], cids: some(0, 1, 2, 3, 4) })
  })

  it('is the same by the header', async () => {
    const response = await ask(`/ipfs/${file}`, { headers: { accept: CAR } })
    assert.deepEqual(await cidsOf(response), some(0, 1, 2, 3, 4))
  })

  it('of a folder, by default, has everything below it, each block once', async () => {
    const all = [folder, hello.toString(), ...some(0, 1, 2, 3, 4)]
    assert.deepEqual(await blocksOf(folder), all)
    assert.deepEqual(await blocksOf(folder, '&dag-scope=all'), all)
    assert.deepEqual(await blocksOf(folder, '&car-order=dfs&car-dups=n'), all)
  })

  it('has a block each time the walk comes by it, when that is asked', async () => {
    const response = await ask(`/ipfs/${folder}`, {
      headers: { accept: `${CAR}; version=1; order=dfs; dups=y` },
    })
    assert.equal(
      response.headers.get('content-type'),
      'application/vnd.ipld.car; version=1; order=dfs; dups=y',
    )
    const twice = [hello.toString(), hello.toString()]
    assert.deepEqual(await cidsOf(response), [
      ...[folder, ...twice],
      ...[...some(0, 1, 2, 3, 4), ...some(0, 1, 2, 3, 4)],
    ])
  })

  it('says its order also to who does not mind', async () => {
    const response = await carOf(folder, '&car-order=unk')
    assert.match(response.headers.get('content-type') ?? '', /order=dfs; dups=n/)
    assert.equal((await cidsOf(response)).length, 8)
  })

  it('with dag-scope=block has the root alone, whatever it is', async () => {
    const odd = shelf.put(0x0129, new TextEncoder().encode('{"/":"dag-json"}')).toString()
    for (const cid of [folder, file, hello.toString(), odd]) {
      assert.deepEqual(await blocksOf(cid, '&dag-scope=block'), [cid])
    }
  })

  it('with dag-scope=entity has a whole file, or a folder without what is in it', async () => {
    assert.deepEqual(await blocksOf(file, '&dag-scope=entity'), some(0, 1, 2, 3, 4))
    assert.deepEqual(await blocksOf(folder, '&dag-scope=entity'), [folder])
    assert.deepEqual(await blocksOf(hello.toString(), '&dag-scope=entity'), [hello.toString()])
  })

  it('with dag-scope=entity has all shards of a large folder and nothing of its files', async () => {
    const shardOf = (links: [string, CID][]) =>
      shelf.addNode(new UnixFS({ type: 'hamt-sharded-directory', fanout: 256n }), links)
    const inner = shardOf([['0Afar.txt', CID.parse(file)]])
    const outer = shardOf([
      ['01', inner],
      ['02near.txt', hello],
    ])
    const names = [outer.toString(), inner.toString()]
    assert.deepEqual(await blocksOf(outer.toString(), '&dag-scope=entity'), names)
    assert.deepEqual(await blocksOf(outer.toString(), '&entity-bytes=0:*'), names)
    assert.equal((await blocksOf(outer.toString())).length, 2 + 6 + 1)
  })

  it('of a manifest has all that it names, or with dag-scope=entity itself alone', async () => {
    const manifest = shelf.addCbor({
      tracks: [{ cover: CID.parse(file), listening: { cid: hello } }],
      title: 'Night Ferry',
    })
    const name = manifest.toString()
    assert.deepEqual(await blocksOf(name), [name, ...some(0, 1, 2, 3, 4), hello.toString()])
    assert.deepEqual(await blocksOf(name, '&dag-scope=entity'), [name])
    assert.deepEqual(await blocksOf(name, '&entity-bytes=3:4'), [name])
  })

  it('follows the links of a block that its link carries, and leaves that block out', async () => {
    const inlined = dagPb.encode(dagPb.prepare({ Links: [{ Name: 'h', Hash: hello, Tsize: 5 }] }))
    const virtual = CID.createV1(dagPb.code, identity.digest(inlined))
    const root = shelf.addFolder({ inlined: virtual }).toString()
    assert.deepEqual(await blocksOf(root, '&car-dups=y'), [root, hello.toString()])
    assert.deepEqual(await blocksOf(root), [root, hello.toString()])
  })

  describe('with entity-bytes', () => {
    for (const [words, at] of [
      ['0:*', [0, 1, 2, 3, 4]],
      ['512:*', [2, 3, 4]],
      ['512:1023', [2, 3]],
      ['512:-256', [2, 3]],
      ['-5:*', [3, 4]],
      ['-2:*', [4]],
      ['-9999:*', [0, 1, 2, 3, 4]],
      ['-9999:-3', [0, 1, 2, 3]],
      ['0:0', [0]],
      ['255:256', [0, 1]],
      ['1000:9999', [3, 4]],
      ['1025:1025', [4]],
      ['0:-1026', [0]],
    ] as const) {
      it(`${words} has the blocks that hold those bytes, and no others`, async () => {
        assert.deepEqual(
          await blocksOf(file, `&dag-scope=entity&entity-bytes=${words}`),
          some(...at),
        )
        // Of a range, the scope is the entity whatever is said of it.
        assert.deepEqual(await blocksOf(file, `&dag-scope=all&entity-bytes=${words}`), some(...at))
      })
    }

    for (const words of ['5:4', '9:2', '-1:-2', '1000:-1000']) {
      it(`${words}, which is no byte at all, has the root alone`, async () => {
        assert.deepEqual(await blocksOf(file, `&entity-bytes=${words}`), [file])
      })
    }

    for (const words of ['1026:*', '1026:2000', '0:-1027', '-3000:-2000']) {
      it(`${words} is refused: the file lies elsewhere`, async () => {
        const response = await carOf(file, `&entity-bytes=${words}`)
        assert.equal(response.status, 400)
        assert.equal(await codeOf(response), 'UsageError')
        const head = await ask(`/ipfs/${file}?format=car&entity-bytes=${words}`, { method: 'HEAD' })
        assert.equal(head.status, 400)
      })
    }

    for (const words of ['', '0', '0:', ':1', '*:1', '1:1:1', 'a:b', '1.5:2', '0:1e3', '+1:2']) {
      it(`"${words}" is refused`, async () => {
        const response = await carOf(file, `&entity-bytes=${encodeURIComponent(words)}`)
        assert.equal(response.status, 400)
      })
    }

    it('of a file of one block has that block', async () => {
      for (const words of ['0:*', '1:2', '-2:*']) {
        assert.deepEqual(await blocksOf(hello.toString(), `&entity-bytes=${words}`), [
          hello.toString(),
        ])
      }
      assert.equal((await carOf(hello.toString(), '&entity-bytes=5:*')).status, 400)
    })

    it('of an empty file has its block', async () => {
      const empty = shelf.addRaw(new Uint8Array())
      assert.deepEqual(await blocksOf(empty.toString(), '&entity-bytes=0:*'), [empty.toString()])
    })

    it('of a folder means the folder', async () => {
      assert.deepEqual(await blocksOf(folder, '&entity-bytes=0:9'), [folder])
    })

    it('needs no block before the range and none behind it', async () => {
      const shelf = createShelf()
      const name = (await shelf.addFile(multi)).toString()
      for (const leaf of [leaves[0], leaves[4]]) shelf.store.delete(leaf ?? '')
      const response = await shelf.ask(`/ipfs/${name}?format=car&entity-bytes=256:1023`)
      assert.deepEqual(await cidsOf(response), some(1, 2, 3))
    })

    it('counts bytes that a node of the file holds in itself', async () => {
      const parts = [pattern(10, 1), pattern(10, 2)].map((part) => shelf.addRaw(part))
      const node = new UnixFS({ type: 'file', data: pattern(10), blockSizes: [10n, 10n] })
      const root = shelf
        .addNode(
          node,
          parts.map((cid) => ['', cid] as const),
        )
        .toString()
      const [first, second] = parts.map(String)
      assert.deepEqual(await blocksOf(root, '&entity-bytes=0:9'), [root])
      assert.deepEqual(await blocksOf(root, '&entity-bytes=9:10'), [root, first])
      assert.deepEqual(await blocksOf(root, '&entity-bytes=-10:*'), [root, second])
    })
  })

  it('refuses a scope that it does not know', async () => {
    for (const scope of ['', 'file', 'ALL']) {
      assert.equal((await carOf(file, `&dag-scope=${scope}`)).status, 400)
    }
  })

  it('takes no notice of a scope when a single block is asked for', async () => {
    const response = await ask(`/ipfs/${file}?format=raw&dag-scope=file&entity-bytes=x`)
    assert.equal(response.status, 200)
  })

  it('refuses to walk what is not as its CID says, while there is a status to say it with', async () => {
    const words = new TextEncoder().encode('neither protobuf nor cbor')
    for (const code of [dagPb.code, 0x71, 0x0129]) {
      const response = await carOf(shelf.put(code, words).toString())
      assert.equal(response.status, 400, code.toString(16))
      assert.equal(await codeOf(response), 'UnwalkableError')
    }
    for (const code of [raw.code, 0x51, 0x0200]) {
      const cid = shelf.put(code, words).toString()
      assert.deepEqual(await blocksOf(cid), [cid])
    }
  })

  it('gives no range of a file whose lengths do not fit its parts', async () => {
    const node = new UnixFS({ type: 'file', blockSizes: [5n, 5n] })
    const root = shelf.addNode(node, [['', hello]]).toString()
    const response = await carOf(root, '&entity-bytes=0:3')
    assert.equal(await codeOf(response), 'UnwalkableError')
    assert.deepEqual(await blocksOf(root, '&dag-scope=entity'), [root, hello.toString()])
  })
})
