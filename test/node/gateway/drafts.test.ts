import { expect } from 'chai'
import { setTimeout as later } from 'node:timers/promises'
import { UnusableFileError } from '../../../node/domain/errors.ts'
import type { GatewayPowers } from '../../../node/gateway/powers.ts'
import { asker, codeOf, createShop, TOKEN } from './shop.ts'

const HEADERS = { 'x-megabox-token': TOKEN }

describe('gateway /api/v1/drafts', () => {
  const post = (draft: GatewayPowers['draft'], body: unknown = { paths: ['/music'] }) =>
    asker({ ...createShop().powers, draft })('/api/v1/drafts', {
      method: 'POST',
      headers: HEADERS,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const linesOf = async (response: Response) =>
    (await response.text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))

  it('tells progress line by line and gives the draft last', async () => {
    const asked: unknown[] = []
    const response = await post(
      async function* (paths, options) {
        asked.push(paths, options)
        yield { file: 'a.flac', bytes: 1 }
        yield { file: 'b.flac', bytes: 2 }
        return { release: '0x1', priceWei: 5n }
      },
      { paths: ['/music/a', '/music/b'], options: { title: 'Both' } },
    )
    expect(response.headers.get('content-type')).to.equal('application/x-ndjson; charset=utf-8')
    expect(await linesOf(response)).to.deep.equal([
      { progress: { file: 'a.flac', bytes: 1 } },
      { progress: { file: 'b.flac', bytes: 2 } },
      { draft: { release: '0x1', priceWei: '5' } },
    ])
    expect(asked).to.deep.equal([['/music/a', '/music/b'], { title: 'Both' }])
  })

  it('ends with the error, its code and its cure when a file cannot be used', async () => {
    const response = await post(async function* () {
      yield {}
      throw new UnusableFileError('a.flac', 'is cut short', 'Export it again.')
    })
    expect((await linesOf(response)).at(-1)).to.deep.equal({
      error: {
        code: 'UnusableFileError',
        message: '"a.flac" is cut short.',
        cure: 'Export it again.',
      },
    })
  })

  for (const body of ['', '[]', '{}', { paths: [] }, { paths: [''] }, { paths: [1] }]) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const response = await post(async function* () {
        yield {}
        return {}
      }, body)
      expect(response.status).to.equal(400)
      expect(await codeOf(response)).to.equal('UsageError')
    })
  }

  it('stops the work when the client hangs up', async () => {
    let stopped = false
    const response = await post(async function* (_paths, _options, signal) {
      try {
        for (;;) {
          yield {}
          await later(5000, undefined, { signal })
        }
      } finally {
        stopped = true
      }
    })
    const reader = response.body?.getReader()
    await reader?.read()
    const pending = reader?.read()
    await reader?.cancel()
    await pending
    expect(stopped).to.equal(true)
  })
})
