import { expect } from 'chai'
import { viewOf } from '../../../node/domain/catalogue.ts'
import { UsageError } from '../../../node/domain/errors.ts'
import type { GatewayPowers } from '../../../node/gateway/powers.ts'
import { asker, codeOf, createShop } from './shop.ts'

interface Line {
  hit?: { from: string; listed: boolean; view: { title: string } }
  end?: { asked: number; answered: number }
  error?: { code: string }
}

type SearchPeers = GatewayPowers['searchPeers']

function stage(searchPeers: SearchPeers) {
  const shop = createShop()
  shop.put({ title: 'Salt' })
  const entry = shop.put({ title: 'Salt and Copper' })
  const ask = asker({ ...shop.powers, searchPeers })
  const lines = async (path: string) =>
    (await (await ask(path)).text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
  return { ask, lines, entry }
}

describe('gateway /api/v1/search', () => {
  const asked: Parameters<SearchPeers>[] = []
  const { ask, lines, entry } = stage(async function* (...question) {
    asked.push(question)
    yield { from: 'a peer', listed: true, view: viewOf(entry) }
    return { asked: 3, answered: 1 }
  })
  const titles = (found: readonly Line[]) => found.flatMap(({ hit }) => hit?.view.title ?? [])

  it('gives what is listed here and asks nobody unless told to', async () => {
    const found = await lines('/api/v1/search?q=salt')
    expect(titles(found)).to.deep.equal(['Salt and Copper', 'Salt'])
    expect(found.at(-1)).to.deep.equal({ end: { asked: 0, answered: 0 } })
    expect(asked).to.deep.equal([])
  })

  it('gives what others have after that, and tells them nothing but the words', async () => {
    const found = await lines('/api/v1/search?q=%20salt%20&remote=1&limit=50')
    expect(found.map(({ hit }) => hit?.from)).to.deep.equal(['here', 'here', 'a peer', undefined])
    expect(found.at(-1)).to.deep.equal({ end: { asked: 3, answered: 1 } })
    const [[query, { limit, known }]] = asked as [Parameters<SearchPeers>]
    expect([query, limit]).to.deep.equal(['salt', 20])
    expect([...known]).to.have.length(2)
  })

  it('gives each line as soon as it is there', async () => {
    const never = stage(async function* () {
      yield* []
      await new Promise(() => undefined)
      return {}
    })
    const response = await never.ask('/api/v1/search?q=salt&remote=1')
    const reader = response.body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect((JSON.parse(first) as Line).hit?.from).to.equal('here')
    void reader?.cancel()
  })

  it('says as its last line why others could not be asked', async () => {
    const busy = stage(async function* () {
      yield* []
      throw new UsageError('Too many at once.', 'Wait.')
    })
    const found = await busy.lines('/api/v1/search?q=salt&remote=1')
    expect(found.map((each) => Object.keys(each)[0])).to.deep.equal(['hit', 'hit', 'error'])
  })

  for (const query of ['', '?q=%20', `?q=${'x'.repeat(201)}`, '?q=salt&limit=0']) {
    it(`refuses "${query.slice(0, 20)}"`, async () => {
      const response = await ask(`/api/v1/search${query}`)
      expect([response.status, await codeOf(response)]).to.deep.equal([400, 'UsageError'])
    })
  }
})
