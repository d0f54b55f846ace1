import assert from 'node:assert/strict'
import { CannotCollectError } from '../../../node/domain/errors.ts'
import type { StorehousePowers } from '../../../node/gateway/powers.ts'
import { asker, cidOf, codeOf, createShop, TOKEN } from './shop.ts'

const CID = cidOf(Uint8Array.of(1, 2, 3))

describe('gateway storehouse', () => {
  const ask = (
    storehouse: Partial<StorehousePowers>,
    path: string,
    { method = 'POST', body, token = TOKEN }: { method?: string; body?: string; token?: string },
  ) => {
    const { powers } = createShop()
    const stand = { ...powers, storehouse: { ...powers.storehouse, ...storehouse } }
    return asker(stand)(path, {
      method,
      headers: { 'x-megabox-token': token },
      ...(body !== undefined && { body }),
    })
  }
  const linesOf = async (response: Response): Promise<unknown[]> =>
    (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)

  it('sweeps, or only counts, tells how it goes, and what was freed at the end', async () => {
    const asked: boolean[] = []
    const collect: StorehousePowers['collect'] = async ({ dryRun, onProgress }) => {
      asked.push(dryRun)
      onProgress({ step: 'sweeping', blocks: 7 })
      return { freed: { blocks: 1, bytes: 2 } }
    }
    const response = await ask({ collect }, '/api/v1/gc', { body: '{"dryRun":true}' })
    assert.deepEqual(await linesOf(response), [
      { progress: { step: 'sweeping', blocks: 7 } },
      { collected: { freed: { blocks: 1, bytes: 2 } } },
    ])
    await ask({ collect }, '/api/v1/gc', { body: '{}' })
    assert.deepEqual(asked, [true, false])
  })

  it('says why nothing can be swept just now', async () => {
    const collect = () => Promise.reject(new CannotCollectError('the chain does not answer'))
    const lines = await linesOf(await ask({ collect }, '/api/v1/gc', { body: '{}' }))
    assert.partialDeepStrictEqual(lines, [{ error: { code: 'CannotCollectError' } }])
  })

  it('pins, tells how it goes, lists, and unpins', async () => {
    const removed: string[] = []
    const storehouse: Partial<StorehousePowers> = {
      async *pin(cid) {
        yield { file: 'one', bytesDone: 1, bytesTotal: 3 }
        return { cid: cid.toString() }
      },
      unpin: async (cid) => {
        removed.push(cid.toString())
        return true
      },
      pins: async () => [{ cid: CID, files: [CID], at: 0 }],
    }
    const cid = CID.toString()
    const body = JSON.stringify({ cid })
    assert.deepEqual(await linesOf(await ask(storehouse, '/api/v1/pins', { body })), [
      { progress: { file: 'one', bytesDone: 1, bytesTotal: 3 } },
      { pinned: { cid } },
    ])
    const listed = await ask(storehouse, '/api/v1/pins', { method: 'GET' })
    const at = '1970-01-01T00:00:00.000Z'
    assert.deepEqual(await listed.json(), { pins: [{ cid, files: [cid], at }] })
    const gone = await ask(storehouse, `/api/v1/pins/${cid}`, { method: 'DELETE' })
    assert.deepEqual(await gone.json(), { removed: true })
    assert.deepEqual(removed, [cid])
  })

  for (const body of ['', '[]', '{}', '{"cid":1}', '{"cid":"x"}', `{"cid":"${'b'.repeat(300)}"}`]) {
    it(`refuses to pin ${body.slice(0, 20)}`, async () => {
      const response = await ask({}, '/api/v1/pins', { body })
      assert.deepEqual([response.status, await codeOf(response)], [400, 'UsageError'])
    })
  }

  it('takes the bytes of a small file, and gives its CID; of a larger one it reads no more', async () => {
    const kept = await ask({}, '/api/v1/pins', { method: 'PUT', body: '{"name":"Night Ferry"}' })
    const cid = cidOf(new TextEncoder().encode('{"name":"Night Ferry"}')).toString()
    assert.deepEqual([kept.status, await kept.json()], [201, { cid }])
    const large = await ask({}, '/api/v1/pins', { method: 'PUT', body: 'x'.repeat(64 * 1024 + 1) })
    assert.equal(large.status, 413)
  })

  it('does none of it for whoever has no token', async () => {
    const asked = [
      ['/api/v1/gc', 'POST'],
      ['/api/v1/pins', 'GET'],
      ['/api/v1/pins', 'POST'],
      ['/api/v1/pins', 'PUT'],
      [`/api/v1/pins/${CID.toString()}`, 'DELETE'],
    ] as const
    for (const [path, method] of asked) {
      const response = await ask({}, path, { method, token: 'guessed' })
      assert.equal(response.status, 401, `${method} ${path}`)
    }
  })
})
