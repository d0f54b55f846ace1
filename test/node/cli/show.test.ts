import assert from 'node:assert/strict'
import { jsonLine, plain } from '../../../node/cli/show.ts'

const HOSTILE = 'a\u001b]0;owned\u0007b\u009b31mc\nd\u202ee\u2028f\u2066g'

describe('others’ words on a terminal', () => {
  it('cannot clear it, colour it, break the line or turn the reading direction', () => {
    assert.equal(plain(HOSTILE), 'a ]0;owned b 31mc d e f g')
  })

  it('stay as they are when they only look foreign', () => {
    const fair = 'Sülo Ørkester 初音ミク عربي 👩‍🎤'
    assert.equal(plain(fair), fair)
  })

  it('are exact in JSON, which is one line without a code a terminal obeys', () => {
    const line = jsonLine({ title: HOSTILE })
    assert.deepEqual(JSON.parse(line), { title: HOSTILE })
    assert.match(line, /^[ -~]+\n$/)
  })
})
