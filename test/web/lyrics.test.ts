import { expect } from 'chai'
import { lineAt, parseLyrics } from '../../web/src/shop/lyrics.ts'

describe('lyrics', () => {
  it('are lines as they stand, where there are no times', () => {
    const { lines, synced } = parseLyrics('\ufeffOne\r\n\r\n<b>Two</b>\nThree')
    expect(synced).to.equal(false)
    expect(lines.map(({ text }) => text)).to.deep.equal(['One', '', '<b>Two</b>', 'Three'])
  })

  it('know when each line is sung, in the order it is', () => {
    const lyrics = parseLyrics('[ar: Nadia]\n[00:10.5]Two\n[00:01.25][01:00]One\n\nnoise')
    expect(lyrics.synced).to.equal(true)
    expect(lyrics.lines).to.deep.equal([
      { text: 'One', at: 1250 },
      { text: 'Two', at: 10_500 },
      { text: 'One', at: 60_000 },
    ])
    expect([0, 1249, 1250, 59_999, 9e9].map((ms) => lineAt(lyrics, ms))).to.deep.equal([
      ...[-1, -1, 0, 1, 2],
    ])
  })

  it('lose the times of single words, not the words', () => {
    expect(parseLyrics('[00:01]<00:01.1>Slack <00:01.5>water').lines[0]?.text).to.equal(
      'Slack water',
    )
  })

  it('have an end, whatever is written', () => {
    const long = parseLyrics(`${'x'.repeat(10_000)}\n`.repeat(5000))
    expect(long.lines).to.have.length(3000)
    expect(long.lines[0]?.text).to.have.length(500)
    const stamped = parseLyrics(`${'[00:01.00]'.repeat(50_000)}x`)
    expect(stamped.lines.length).to.be.at.most(3000)
  })
})
