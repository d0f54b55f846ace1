import assert from 'node:assert/strict'
import { crc16, crc32, crc8 } from '../../../node/ingest/crc.ts'
import { ascii, join, uint } from '../../support/audio.ts'

describe('ingest checksums', () => {
  const nine = ascii('123456789')

  it('have the check values of their catalogue entries', () => {
    assert.equal(crc8(nine), 0xf4)
    assert.equal(crc16(nine), 0xfee8)
    assert.equal(crc32(nine), 0x89a1897f)
  })

  it('are zero over data followed by its checksum', () => {
    assert.equal(crc16(join(nine, uint(2, 0xfee8))), 0)
    assert.equal(crc16(join('xx', nine, uint(2, 0xfee8), 'yy'), 2, 13), 0)
  })
})
