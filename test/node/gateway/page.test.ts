import { expect } from 'chai'
import { asker, createShop, type Made } from './shop.ts'

const HOSTILE = '<img src=x onerror=alert(1)>"\' onclick=alert(1)'

describe('gateway page', () => {
  const opened = async (made: Made[], path = '/', chainId = 31337) => {
    const shop = createShop()
    for (const one of made) shop.put(one)
    const ask = asker({ ...shop.powers, chain: { ...shop.powers.chain, id: chainId } })
    const response = await ask(path)
    return { response, text: await response.text() }
  }

  it('shows titles, artists, songs, covers and prices before any script runs', async () => {
    const { text } = await opened([
      {
        title: 'Night Ferry',
        artist: 'Nadia Voss',
        priceWei: 10n ** 16n,
        cover: Uint8Array.of(1, 2, 3),
        songs: [
          { title: 'Slack Water', durationMs: 252_000 },
          { title: 'Low Lamp', extent: 'preview' },
        ],
      },
    ])
    const shown = text.slice(0, text.indexOf('<template'))
    for (const words of ['Night Ferry', 'Nadia Voss', 'from 0.01 ETH', '4:12', 'extract']) {
      expect(shown).to.contain(words)
    }
    expect(shown).to.match(/<button[^>]*aria-label="Play Slack Water"/)
    expect(shown).to.match(/<img\s+src="\/ipfs\/bafk/)
  })

  it('allows no script or style but its own files, and stays in no cache and no frame', async () => {
    const { response, text } = await opened([{ title: 'Salt' }])
    const policy = response.headers.get('content-security-policy')
    expect(policy).to.contain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).to.contain("frame-ancestors 'none'")
    expect(policy).to.not.match(/unsafe|data:|\*/)
    expect(response.headers.get('cache-control')).to.equal('no-store')
    expect(text).to.not.match(/<style| style=|<script(?! type="module" src="\/page.js"><\/script>)/)
    expect(text).to.not.match(/\son[a-z]+=/)
    expect(text).to.not.match(/(src|href)="(?!\/|#)/)
  })

  it('writes what strangers wrote as text', async () => {
    const { text } = await opened([
      { title: HOSTILE, artist: HOSTILE, songs: [{ title: HOSTILE }] },
    ])
    expect(text).to.not.contain('<img src=x')
    expect(text).to.not.contain('"\' onclick')
    expect(text).to.contain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39; onclick=alert(1)')
  })

  it('searches without script, and writes the words back as text', async () => {
    const found = await opened([{ title: 'Salt' }, { title: 'Copper' }], '/?q=copper')
    expect(found.text).to.contain('Results for “copper”').and.contain('Play Copper')
    expect(found.text).to.not.contain('Play Salt')
    const nothing = await opened([{ title: 'Salt' }], `/?q=${encodeURIComponent(HOSTILE)}`)
    expect(nothing.text).to.contain('Nothing found.')
    expect(nothing.text).to.not.contain('<img src=x')
  })

  it('links to the next page, which keeps the words searched for', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ title: `Salt & Co ${i}` }))
    const { text } = await opened(many, `/?q=${encodeURIComponent('salt & co')}`)
    const link = /<a href="([^"]+)" rel="next">/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    expect(link).to.equal('/?q=salt+%26+co&cursor=24')
    const second = await opened(many, link)
    expect(second.text.match(/class="card"/g)).to.have.length(6 + 1) // and the blank one
    expect(second.text).to.not.contain('rel="next"')
  })

  it('says what to do when nothing is here yet', async () => {
    expect((await opened([])).text).to.contain('Nothing here yet.')
  })

  it('says that money is play money on a development chain only', async () => {
    expect((await opened([])).text).to.contain('Play money: nothing here costs anything.')
    expect((await opened([], '/', 1)).text).to.not.contain('Play money')
  })

  it('speaks no jargon', async () => {
    const { text } = await opened([{ title: 'Salt' }])
    const words = text.replace(/<[^>]*>/g, ' ').toLowerCase()
    for (const jargon of ['peer', 'cid', 'gas', 'mint', 'nft', 'web3', 'wallet', 'token', 'node']) {
      expect(words).to.not.match(new RegExp(`\\b${jargon}\\b`))
    }
  })

  it('refuses parameters that make no sense', async () => {
    expect((await opened([], '/?limit=0')).response.status).to.equal(400)
  })
})
