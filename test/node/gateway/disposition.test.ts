import { expect } from 'chai'
import fc from 'fast-check'
import { attachment, downloadName } from '../../../node/gateway/disposition.ts'

describe('gateway download names', () => {
  it('lets a link choose the words but not the ending', () => {
    expect(downloadName('free.exe', { name: 'a.flac' }, 'audio/flac')).to.equal('free.flac')
    expect(downloadName('free.exe', { name: 'notes.pdf' }, undefined)).to.equal('free.pdf')
    expect(downloadName('page.html', { name: 'nothing' }, undefined)).to.equal('page.bin')
  })

  it('writes the name once for old readers and once in full', () => {
    expect(attachment('a.flac')).to.equal('attachment; filename="a.flac"')
    expect(attachment("Sülo's.flac")).to.equal(
      `attachment; filename="S_lo's.flac"; filename*=UTF-8''S%C3%BClo%27s.flac`,
    )
  })

  it('gives a header that any name leaves whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = attachment(downloadName(name, { name }, 'audio/mpeg'))
        expect(header).to.match(/^attachment; filename="[ !#-~]+\.mp3"(; filename\*=UTF-8''\S+)?$/)
        expect(() => new Headers({ 'content-disposition': header })).to.not.throw()
      }),
    )
  })
})
