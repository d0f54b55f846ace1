import { expect } from 'chai'
import { baseOf } from '../../../../node/gateway/share/baseOf.ts'

describe("the address a node's links have", () => {
  const asked = (headers: Record<string, string>) =>
    new Request('http://localhost:4242/', { headers })

  it('is the one it was asked by', () => {
    const request = asked({ host: 'Music.example:8080' })
    expect(baseOf(request, { remote: 'other' })).to.equal('http://music.example:8080')
    expect(baseOf(asked({}), {})).to.equal('http://localhost:4242')
  })

  it('is https when a proxy on this machine says so, and nobody else', () => {
    const request = asked({ host: 'music.example', 'x-forwarded-proto': 'https' })
    expect(baseOf(request, { remote: 'loopback' })).to.equal('https://music.example')
    expect(baseOf(request, { remote: 'other' })).to.equal('http://music.example')
    expect(baseOf(request, {})).to.equal('http://music.example')
  })

  it('takes no other scheme from anyone', () => {
    for (const scheme of ['javascript', 'https, http', 'HTTPS"><script>', '']) {
      const request = asked({ host: 'music.example', 'x-forwarded-proto': scheme })
      expect(baseOf(request, { remote: 'loopback' }), scheme).to.equal('http://music.example')
    }
  })

  it('is what its owner gave before all else', () => {
    const request = asked({ host: 'localhost' })
    expect(baseOf(request, {}, 'https://music.example')).to.equal('https://music.example')
  })
})
