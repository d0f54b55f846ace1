import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  cleanDate,
  cleanGenres,
  cleanIsrc,
  cleanLicence,
  cleanLine,
} from '../../../node/ingest/text.ts'

/** Text with all that a hostile tag may hold: any unit, halves of pairs and controls included. */
const hostile = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)),
})

describe('ingest text', () => {
  for (const [what, raw, clean] of [
    ['NUL', 'Night\0 Ferry\0', 'Night Ferry'],
    ['control characters', '\x1b[31mRed\x07\x9b', '[31mRed'],
    ['line breaks and wide spaces', ' Night\r\n\t\u2003Ferry\u0085', 'Night Ferry'],
    ['overrides of the reading direction', 'abc\u202Egpj.exe\u2066', 'abcgpj.exe'],
    ['byte order marks and zero-width spaces', '\ufeffNight\u200b Ferry', 'Night Ferry'],
    ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
  ] as const) {
    it(`takes ${what} out`, () => assert.equal(cleanLine(raw, 500), clean))
  }

  it('keeps markup as the text it is', () => {
    assert.equal(cleanLine('<script>alert(1)</script>', 500), '<script>alert(1)</script>')
  })

  it('keeps joined emoji and right-to-left names', () => {
    assert.equal(cleanLine('👩‍🎤 שלום \u200f', 500), '👩‍🎤 שלום \u200f')
  })

  it('writes an accent in one way', () => {
    assert.equal(cleanLine('Su\u0308lo\u0308', 500), 'Sülö')
  })

  it('gives nothing where nothing is left', () => {
    for (const raw of [undefined, '', ' \0\t', '\u202e'])
      assert.equal(cleanLine(raw, 500), undefined)
  })

  it('never splits a pair when it cuts', () => {
    assert.equal(cleanLine('ab🎵', 3), 'ab')
    assert.equal(cleanLine('ab🎵', 4), 'ab🎵')
  })

  it('cuts a tag of megabytes, also where normalising it all would take minutes', () => {
    assert.equal(cleanLine('a'.repeat(5_000_000), 500)?.length, 500)
    const started = performance.now()
    cleanLine('a' + '\u0301\u0327'.repeat(100_000), 500)
    assert.ok(performance.now() - started < 1000)
  })

  it('leaves one line, within its limit, that it would not change again', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 20 }), (raw, max) => {
        const line = cleanLine(raw, max)
        if (line === undefined) return
        assert.ok(line.length >= 1 && line.length <= max && line.isWellFormed())
        // eslint-disable-next-line no-control-regex -- these must be gone
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        assert.equal(line, line.normalize('NFC'))
        assert.equal(cleanLine(line, max), line)
      }),
    )
  })
})

describe('ingest dates', () => {
  for (const [raw, clean] of [
    ['2024', '2024'],
    ['2024-03', '2024-03'],
    ['2024-03-05', '2024-03-05'],
    ['2024/3/5', '2024-03-05'],
    ['20240305', '2024-03-05'],
    ['2024-03-05T10:00:00Z', '2024-03-05'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', '2023-02'],
    ['2024-13-01', '2024'],
    ['2024-00', '2024'],
    ['0000', undefined],
    ['20245', undefined],
    ['last summer', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`reads ${raw ?? 'nothing'} as ${clean ?? 'nothing'}`, () =>
      assert.equal(cleanDate(raw), clean))
  }
})

describe('ingest codes and genres', () => {
  it('writes an ISRC without its dashes, and only if it is one', () => {
    assert.equal(cleanIsrc('gb-aye-05-00123'), 'GBAYE0500123')
    for (const raw of ['GBAYE050012', 'GBAYE05001234', '1BAYE0500123', undefined]) {
      assert.equal(cleanIsrc(raw), undefined)
    }
  })

  it('splits genres and names each once', () => {
    assert.deepEqual(cleanGenres(['Dub; Ambient/Drone', 'ambient', ' \0', 'Drum & Bass']), [
      ...['Dub', 'Ambient', 'Drone', 'Drum & Bass'],
    ])
  })

  it('keeps as many genres as a manifest takes', () => {
    assert.equal(cleanGenres(Array.from({ length: 99 }, (_, i) => `g${i}`)).length, 32)
  })

  it('knows Creative Commons licences by their address', () => {
    const cc = 'http://creativecommons.org'
    assert.equal(cleanLicence(`${cc}/licenses/by-sa/4.0/`), 'CC-BY-SA-4.0')
    assert.equal(cleanLicence(`see ${cc}/publicdomain/zero/1.0/legalcode`), 'CC0-1.0')
    assert.equal(cleanLicence(' All rights\nreserved '), 'All rights reserved')
  })
})
