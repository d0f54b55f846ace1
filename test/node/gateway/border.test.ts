import { expect } from 'chai'
import { createGateway } from '../../../node/gateway/gateway.ts'
import { asker, codeOf, createShop } from './shop.ts'

describe('gateway border', () => {
  const { powers } = createShop()
  const gateway = createGateway(powers, { hosts: ['Music.example', '192.168.1.7'] })
  const hosted = (host: string) =>
    gateway(new Request('http://localhost/healthz', { headers: { host } }))

  for (const host of [
    'localhost',
    'localhost:4180',
    '127.0.0.1:1',
    '[::1]:4180',
    'music.example',
    'MUSIC.example:443',
    '192.168.1.7:4180',
  ]) {
    it(`answers as ${host}`, async () => {
      expect((await hosted(host)).status).to.equal(200)
    })
  }

  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example#localhost',
    'localhost:4180:80',
    '127.0.0.1.nip.io',
    '192.168.1.8',
    '',
  ]) {
    it(`refuses to be called "${host}": DNS rebinding`, async () => {
      const response = await hosted(host)
      expect(response.status).to.equal(421)
      expect(await codeOf(response)).to.equal('ForeignHostError')
    })
  }

  it('goes by the address of the request where no Host header came', async () => {
    expect((await gateway(new Request('http://localhost/healthz'))).status).to.equal(200)
    expect((await gateway(new Request('http://evil.example/healthz'))).status).to.equal(421)
  })

  for (const origin of [
    'https://evil.example',
    'null',
    'http://localhost:3000',
    'http://localhost',
  ]) {
    it(`lets no page of ${origin} change anything or use the chain`, async () => {
      const ask = asker(powers)
      for (const [path, method] of [
        ['/rpc', 'POST'],
        ['/api/v1/follow', 'POST'],
        ['/api/v1/manifests', 'PUT'],
      ] as const) {
        const response = await ask(path, { method, headers: { origin }, body: '{}' })
        expect(response.status, path).to.equal(403)
        expect(await codeOf(response)).to.equal('ForeignOriginError')
      }
    })
  }

  it('tells no page elsewhere what lies on the machine in front of the listener', async () => {
    const asked = async (host: string, headers: Record<string, string>) => {
      const named = createGateway(powers, {
        hosts: ['192.168.1.7', '[fd00::7]', '10.0.0.7', '172.20.0.7', '203.0.113.7'],
        names: ['music.example', '192.168.1.8'],
      })
      const path = '/ipfs/bafkqaaa?format=raw'
      const response = await named(
        new Request(`http://${host}${path}`, { headers: { host, ...headers } }),
      )
      return [response.status, response.headers.get('access-control-allow-origin')]
    }
    const picture = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }
    const strange: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000' },
      picture,
      { ...picture, 'sec-fetch-site': 'same-site' },
    ]
    const known = (host: string): Record<string, string>[] => [
      {},
      { origin: `http://${host}` },
      { ...picture, 'sec-fetch-site': 'same-origin' },
      { ...picture, 'sec-fetch-dest': 'document' },
    ]
    const neighbours = ['192.168.1.7:4242', '[fd00::7]:4242', '10.0.0.7', '172.20.0.7']
    for (const host of ['localhost', '127.0.0.1:4242', '[::1]:4242', ...neighbours]) {
      for (const headers of strange) {
        expect(await asked(host, headers)).to.deep.equal([403, null])
      }
      for (const headers of known(host)) {
        expect(await asked(host, headers)).to.deep.equal([200, '*'])
      }
    }
    for (const host of ['music.example', '192.168.1.8:4242', '203.0.113.7']) {
      for (const headers of [{ origin: 'https://evil.example' }, picture]) {
        expect(await asked(host, headers), host).to.deep.equal([200, '*'])
      }
    }
  })

  it('lets its own page use the chain', async () => {
    const response = await asker(powers)('/rpc', {
      method: 'POST',
      headers: { origin: 'http://localhost:4180' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }),
    })
    expect(response.status).to.equal(200)
  })

  it('names the methods an address has', async () => {
    const ask = asker(powers)
    const wrong = async (path: string, method: string) => {
      const response = await ask(path, { method })
      return [response.status, response.headers.get('allow')]
    }
    expect(await wrong('/healthz', 'POST')).to.deep.equal([405, 'GET, HEAD'])
    expect(await wrong('/rpc', 'GET')).to.deep.equal([405, 'POST'])
    expect(await wrong('/rpc', 'OPTIONS')).to.deep.equal([405, 'POST'])
    expect(await wrong('/ipfs/x', 'DELETE')).to.deep.equal([405, 'GET, HEAD, OPTIONS'])
    expect(await wrong('/api/v1/manifests', 'POST')).to.deep.equal([405, 'PUT'])
  })

  it('has nothing anywhere else', async () => {
    for (const path of ['/nothing', '/api/v1', '/api/v2/releases', '/.env', '/ipfs/', '/ipns/x']) {
      const response = await asker(powers)(path)
      expect(response.status, path).to.equal(404)
      expect(await codeOf(response)).to.equal('UnknownPathError')
    }
  })
})
