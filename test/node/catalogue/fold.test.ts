import { expect } from 'chai'
import * as fc from 'fast-check'
import { fold, queryTokens } from '../../../node/catalogue/fold.ts'

describe('catalogue fold', () => {
  const folded: [what: string, text: string, words: string][] = [
    ['takes accents off', 'Café Motörhead Ångström', 'cafe motorhead angstrom'],
    [
      'knows letters that are not a base and a mark',
      'Ørkester Łódź Straße',
      'orkester lodz strasse',
    ],
    ['takes ligatures apart', 'Œuvre Æther ﬁn', 'oeuvre aether fin'],
    [
      'folds Icelandic, Croatian and Turkish',
      'Þór Đorđe Ísafjörður ılık İzmir',
      'thor dorde isafjordur ilik izmir',
    ],
    ['makes spaces of punctuation', 'AC/DC—Hi-Fi (live)', 'ac dc hi fi live'],
    ['joins what an apostrophe divides', "Don’t O'Brien l´été", 'dont obrien lete'],
    ['folds the two Greek sigmas', 'ΣΊΣΥΦΟΣ Σίσυφος', 'σισυφοσ σισυφοσ'],
    ['keeps the vowels of Indian scripts', 'हिन्दी', 'हिन्दी'],
    ['cuts scripts without spaces into characters', '東京タワーmix', '東 京 タ ワ ー mix'],
    ['keeps syllables of Hangul and Kana whole', '한국 ガ', '한 국 ガ'],
    ['reads full-width and half-width letters', 'ＡＢＣ ｶﾞ', 'abc ガ'],
    ['drops controls and lone surrogates', 'a\0b \ud800c', 'a b c'],
    ['leaves nothing of what has no words', '!!! ♥ …', ''],
  ]
  for (const [what, text, words] of folded) {
    it(what, () => expect(fold(text)).to.equal(words))
  }

  const anything = fc.string({ unit: 'binary', maxLength: 60 })

  it('does not change what it has folded', () => {
    fc.assert(fc.property(anything, (text) => fold(fold(text)) === fold(text)))
  })

  it('gives words that SQLite reads as it does: no quote, no control, single spaces', () => {
    fc.assert(fc.property(anything, (text) => /^(?:[^\s"\p{C}\p{P}]+(?: |$))*$/u.test(fold(text))))
  })

  it('finds any text by any of its words', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const words = ` ${fold(text)}`
        return queryTokens(text).every((token) => words.includes(` ${token}`))
      }),
    )
  })

  describe('of a query', () => {
    it('gives each word, and what was typed without spaces as a phrase', () => {
      expect(queryTokens('東京 Ørk AC/DC')).to.deep.equal(['東 京', 'ork', 'ac', 'dc'])
    })

    it('says each word once and stops at a sane number', () => {
      expect(queryTokens('la la la')).to.deep.equal(['la'])
      const many = Array.from({ length: 1000 }, (_, i) => `w${i}`).join(' ')
      expect(queryTokens(many)).to.have.length(16)
    })
  })
})
