import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Client } from '../../../node/cli/client.ts'
import { RemoteError } from '../../../node/domain/errors.ts'
import { nodeThatSays } from './nodeThatSays.ts'
import { megabox } from './program.ts'

const ASKED = `0x${'a'.repeat(64)}`
const OTHER = `0x${'b'.repeat(64)}`

describe('the command line’s view of its node', function () {
  this.timeout(30_000)
  let folder: string
  /** What the node answers to everything. */
  let answer: object
  let node: Awaited<ReturnType<typeof nodeThatSays>>

  before(async () => {
    node = await nodeThatSays((_request, response) => response.end(JSON.stringify(answer)))
    folder = node.folder
  })
  after(() => node[Symbol.asyncDispose]())

  it('is the release that was asked for, however its id is written', async () => {
    answer = { release: ASKED }
    const client = await Client.open(folder)
    assert.deepEqual(await client.release(ASKED), answer)
    assert.deepEqual(await client.release(ASKED.toUpperCase().replace('X', 'x')), answer)
  })

  it('is never another release than the one asked for', async () => {
    const client = await Client.open(folder)
    for (const lie of [{ release: OTHER }, {}]) {
      answer = lie
      await assert.rejects(client.release(ASKED), RemoteError)
    }
  })

  it('makes every command that reads a release refuse another one', async () => {
    answer = { release: OTHER }
    for (const words of [['buy'], ['show'], ['get', '-o', join(folder, 'to')]]) {
      const [command = '', ...options] = words
      const { code, stderr } = await megabox([command, ASKED, ...options, '--data', folder])
      assert.equal(code, 1, stderr)
      assert.match(stderr, /another release than 0xa+/)
    }
  })

  it('hears of no address with a typing error', async () => {
    // EIP-55's first example, and the same with one letter in the wrong case.
    const right = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
    answer = { release: OTHER }
    const wrong = right.replace('5aA', '5AA')
    for (const option of ['--for', '--host']) {
      const refused = await megabox(['buy', ASKED, option, wrong, '--data', folder])
      assert.deepEqual(
        [refused.code, refused.stderr.includes('checksum')],
        [2, true],
        refused.stderr,
      )
      const taken = await megabox(['buy', ASKED, option, right, '--data', folder])
      assert.equal(taken.code, 1, taken.stderr)
    }
  })
})
