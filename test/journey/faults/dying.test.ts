import assert from 'node:assert/strict'
import { Crew, type Actor } from './crew.ts'
import { made, sha256Of } from './made.ts'
import type { Reader } from './reader.ts'
import type { Seeder } from './seeder.ts'
import { Storm } from './storm.ts'

const MIB = 1024 * 1024
/** Far more than is read ahead. */
const SONG = 16 * MIB
/** Longer than the line carries before it was reset twice. */
const SHORT = 4 * MIB
const LIVES = [300, 450, 50, 250, 500, 350]
const SOON_MS = 15_000

describe('a peer that is lost while a song comes from it', function () {
  this.timeout(60_000)
  const crew = new Crew()
  const sha256 = sha256Of(made(1, SONG))
  let song = ''

  const seeding = async (bytes = SONG): Promise<{ seeder: Actor<Seeder>; address: string }> => {
    const seeder = await crew.cast('seeder')
    const address = await seeder.do('open', await crew.folder())
    song = await seeder.do('add', 1, bytes)
    return { seeder, address }
  }
  const listening = async (connect: string[], patience = 1): Promise<Actor<Reader>> => {
    const reader = await crew.cast('reader')
    await reader.do('open', { connect, patience })
    await reader.do('take', song, 2 * MIB)
    return reader
  }
  after(() => crew[Symbol.asyncDispose]())

  for (const [signal, fate] of [
    ['SIGKILL', 'is killed'],
    ['SIGSTOP', 'freezes with its connections open'],
  ] as const) {
    it(`and ${fate} goes unnoticed while another has it`, async () => {
      const [lost, left] = await Promise.all([seeding(), seeding()])
      const reader = await listening([lost.address, left.address])
      lost.seeder.signal(signal)
      const heard = await reader.do('rest')
      assert.equal(heard.sha256, sha256, JSON.stringify(heard))
      assert.ok(heard.ms < SOON_MS, JSON.stringify(heard))
      assert.equal((await reader.do('stored')).unsound, 0)
    })

    it(`and ${fate}, and was the only one, leaves a clear error in bounded time`, async () => {
      const { seeder, address } = await seeding()
      const reader = await listening([address], 0.05)
      seeder.signal(signal)
      const heard = await reader.do('rest')
      assert.equal(heard.error, 'UnreachableError', JSON.stringify(heard))
      assert.ok(heard.ms < SOON_MS, JSON.stringify(heard))
      const { stored, unsound } = await reader.do('stored')
      assert.ok(heard.bytes >= 2 * MIB && heard.bytes < SONG && stored > 8)
      assert.equal(unsound, 0)
    })
  }

  it('again and again, in a storm of resets, gives the whole song in the end', async () => {
    const { address } = await seeding(SHORT)
    const port = Number(/\/tcp\/(\d+)\//.exec(address)?.[1])
    await using storm = await Storm.over(port, { lives: LIVES, rate: 6_000 })
    const reader = await crew.cast('reader')
    await reader.do('open', { join: [address.replace(`/tcp/${port}/`, `/tcp/${storm.port}/`)] })
    const heard = await reader.do('read', song)
    assert.equal(heard.sha256, sha256Of(made(1, SHORT)), JSON.stringify(heard))
    assert.equal((await reader.do('stored')).unsound, 0)
    assert.ok(storm.resets >= 2, `${storm.resets} resets`)
  })
})
