import { expect } from 'chai'
import { uuid5 } from '../../../node/crypto/uuid5.ts'

describe('a UUID that a name decides', () => {
  it("is RFC 9562's own example", () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
    expect(uuid5(dns, 'www.example.com')).to.equal('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  })
})
