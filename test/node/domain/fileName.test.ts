import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { cleanName, songFileName } from '../../../node/domain/fileName.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

/** Titles that mean harm more often than chance would have it. */
const titles = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '/',
        '\\',
        '\0',
        ' ',
        '.',
        'CON',
        'nul',
        '\u202e',
        '🌊',
        '\ud83c',
        'é',
        ':',
      ),
      { maxLength: 300 },
    )
    .map((parts) => parts.join('')),
)

const KNOWN: readonly [string, string, string][] = [
  ['a path', '../../etc/passwd', 'etc passwd'],
  ['a Windows path', 'C:\\autoexec.bat', 'C autoexec.bat'],
  ['a hidden file', '.bashrc', 'bashrc'],
  ['a name that ends in dots and spaces', 'night. . .', 'night'],
  ['only dots', '...', 'untitled'],
  ['nothing', '', 'untitled'],
  ['a NUL', 'song\0.exe', 'song .exe'],
  ['a line break that would split a header', 'a\r\nSet-Cookie: b', 'a Set-Cookie b'],
  ['other lines', 'a\u2028b\u2029c\u0085d', 'a b c d'],
  ['a turned reading direction', 'cover\u202egnp.exe', 'cover gnp.exe'],
  ['isolates', '\u2066a\u2069', 'a'],
  ['what some shells expand', 'what? *all* <of> "it"|', 'what all of it'],
  ['a device', 'CON', '_CON'],
  ['a device with an ending', 'nul.flac', '_nul.flac'],
  ['a numbered device', 'lpt1', '_lpt1'],
  ['a device with a raised number', 'COM¹', '_COM¹'],
  ['a device with a space before its ending', 'aux .txt', '_aux .txt'],
  ['a word that begins like a device', 'Console', 'Console'],
  ['half a character', 'a\ud83cb', 'a\ufffdb'],
  ['an accent written as two', 'Cafe\u0301', 'Café'],
  ['a title like any other', 'Don’t Stop (feat. Ada) & More', 'Don’t Stop (feat. Ada) & More'],
]

describe('file name', () => {
  for (const [what, title, name] of KNOWN) {
    it(`makes a name one can save of ${what}`, () => assert.equal(cleanName(title), name))
  }

  it('is never empty, a path, or longer than file systems allow, whatever the title', () => {
    fc.assert(
      fc.property(titles, fc.nat(999), fc.nat(9999), (title, disc, number) => {
        for (const name of [
          cleanName(title),
          songFileName({ disc, number, title }, 'audio/flac'),
        ]) {
          assert.ok(name.length > 0 && bytes(name) <= 255)
          assert.doesNotMatch(name, /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]|^[.\s]|[.\s]$/u)
          assert.doesNotMatch(name, /^(con|prn|aux|nul|(com|lpt)[\d¹²³])\s*(\.|$)/i)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is clean after one cleaning', () => {
    fc.assert(
      fc.property(titles, (title) => assert.equal(cleanName(cleanName(title)), cleanName(title))),
      { numRuns: 500 },
    )
  })

  it('cuts a long title between characters, never inside one', () => {
    assert.equal(cleanName('🌊'.repeat(500)), '🌊'.repeat(50))
    assert.equal(cleanName(`a${'é'.repeat(500)}`), `a${'é'.repeat(99)}`)
    const name = songFileName({ disc: 1, number: 1, title: '🌊'.repeat(500) }, 'audio/flac')
    assert.match(name, /^01 (🌊)+\.flac$/u)
  })

  it('says what to call it when nothing is left', () => {
    assert.equal(cleanName('///', 'cover'), 'cover')
  })

  it('puts the place first, with the disc on later ones, and the ending of the format', () => {
    const title = 'Slack Water'
    assert.equal(songFileName({ disc: 1, number: 3, title }, 'audio/flac'), '03 Slack Water.flac')
    assert.equal(songFileName({ disc: 2, number: 11, title }, 'audio/mpeg'), '2-11 Slack Water.mp3')
    assert.equal(songFileName({ disc: 1, number: 1, title }, 'text/html'), '01 Slack Water.bin')
  })
})
