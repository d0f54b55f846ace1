import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { progressOn } from '../../../node/cli/progress.ts'

function stream(isTTY: boolean) {
  let text = ''
  const write = (chunk: unknown, _encoding: string, done: () => void) => {
    text += String(chunk)
    done()
  }
  // Of a terminal, progress uses what any writable has, and `isTTY`.
  const out = Object.assign(new Writable({ write }), { isTTY }) as unknown as NodeJS.WriteStream
  return { out, text: () => text }
}

describe('progress', () => {
  it('is one line that changes on a terminal, and gone at the end', () => {
    const { out, text } = stream(true)
    const progress = progressOn(out)
    progress.update('a.flac', 1e6, 4e6, 2e6)
    progress.end()
    assert.equal(text(), '\r\u001b[K  a.flac: 25 % of 4.0 MB, 2.0 MB/s\r\u001b[K')
  })

  it('is one line for each finished file in a log', () => {
    const { out, text } = stream(false)
    const progress = progressOn(out)
    progress.update('a.flac', 1e6, 4e6)
    progress.update('a.flac', 4e6, 4e6)
    progress.update('empty', 0, 0)
    progress.end()
    assert.equal(text(), '  a.flac: 100 % of 4.0 MB\n  empty: 100 % of 0.0 MB\n')
  })

  it('is nothing when only JSON is wanted', () => {
    const { out, text } = stream(true)
    const progress = progressOn(out, true)
    progress.update('a.flac', 1, 2)
    progress.end()
    assert.equal(text(), '')
  })
})
