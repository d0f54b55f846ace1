import assert from 'node:assert/strict'
import { nodeThatSays } from './nodeThatSays.ts'
import { megabox } from './program.ts'

const work = {
  release: `0x${'a'.repeat(64)}`,
  artist: { name: 'Ada' },
  title: 'Night\u001b Ferry',
  kind: 'ep',
  tracks: [{}, {}],
}

describe('megabox search --peers', function () {
  this.timeout(30_000)
  let folder: string
  let asked = ''
  let lines: object[] = []
  let node: Awaited<ReturnType<typeof nodeThatSays>>
  const found = [
    { hit: { from: 'here', listed: true, view: { ...work, priceWei: '0', onSale: true } } },
    { hit: { from: 'peer', listed: false, view: { ...work, title: 'Ferry Cross' } } },
    { end: { asked: 3, answered: 2 } },
  ]
  const search = (...words: string[]) =>
    megabox(['search', 'ferry', 'x', '--peers', '--data', folder, ...words])

  before(async () => {
    node = await nodeThatSays((request, response) => {
      asked = request.url ?? ''
      response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    })
    folder = node.folder
  })
  after(() => node[Symbol.asyncDispose]())

  it('shows what is listed here and what others have, and how many were asked', async () => {
    lines = found
    const { code, stdout, stderr } = await search('--limit', '200')
    assert.equal(asked, '/api/v1/search?q=ferry+x&limit=20&remote=1')
    assert.deepEqual(stdout.split('\n'), [
      'Night  Ferry by Ada (ep, 2 songs, name your price)',
      `  ${work.release}`,
      'Ferry Cross by Ada (ep, 2 songs, price not known here yet)',
      `  ${work.release}`,
      '',
    ])
    assert.deepEqual([code, stderr], [0, 'Asked 3 other nodes; 2 answered.\n'])
  })

  it('prints one hit a line as JSON', async () => {
    lines = found
    const { stdout } = await search('--json')
    const hits = stdout.trim().split('\n')
    assert.deepEqual(
      hits.map((line) => JSON.parse(line) as object),
      found.flatMap((line) => ('hit' in line ? [line.hit] : [])),
    )
  })

  it('says so when there is nothing', async () => {
    lines = [{ end: { asked: 0, answered: 0 } }]
    assert.match((await search()).stdout, /^Nothing found\./)
  })

  it('ends with the error the node ends with', async () => {
    lines = [{ error: { code: 'SearchBusyError', message: 'Too many.', cure: 'Wait.' } }]
    const { code, stderr } = await search()
    assert.equal(code, 1)
    assert.match(stderr, /Too many\. Wait\./)
  })
})
