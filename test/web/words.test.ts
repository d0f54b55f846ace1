import { expect } from 'chai'
import { english } from '../../web/src/words/english.ts'
import { french } from '../../web/src/words/french.ts'
import { bringLanguage, languageOf, sayIn } from '../../web/src/words/say.ts'

/** What a sentence waits for: names, and for each plural its cases. */
function placesIn(sentence: string): string[] {
  const plurals = [...sentence.matchAll(/\{(\w+), plural,/g)].map(
    ([, name]) => `${name ?? ''} plural`,
  )
  const plain = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return [...new Set([...plurals, ...plain])].toSorted()
}

describe('the words of the dapp', () => {
  const keys = Object.keys(english) as (keyof typeof english)[]

  before(async () => {
    await bringLanguage('en')
    await bringLanguage('fr')
  })

  it('are the same in both languages, none missing and none left over', () => {
    expect(Object.keys(french).toSorted()).to.deep.equal(Object.keys(english).toSorted())
    for (const key of keys) expect(french[key].trim(), key).to.not.equal('')
  })

  it('wait for the same values in both', () => {
    for (const key of keys) expect(placesIn(french[key]), key).to.deep.equal(placesIn(english[key]))
  })

  it('leave no place open once they are said, in any number', () => {
    const values = Object.fromEntries(
      keys
        .flatMap((key) => placesIn(english[key]))
        .map((place) => [place.replace(' plural', ''), 2]),
    )
    for (const language of ['en', 'fr'] as const) {
      for (const key of keys) {
        for (const count of [0, 1, 2, 1_000_000]) {
          const said = sayIn(language)(key, {
            ...values,
            count,
            releases: count,
            peers: count,
            blocks: count,
          })
          expect(said, `${language} ${key}`).to.not.match(/[{}#]/)
        }
      }
    }
  })

  it('count as each language does', () => {
    expect(sayIn('en')('hits', { count: 0 })).to.equal('0 results')
    expect(sayIn('en')('hits', { count: 1 })).to.equal('1 result')
    // French counts nothing as one.
    expect(sayIn('fr')('hits', { count: 0 })).to.equal('0 résultat')
    expect(sayIn('fr')('hits', { count: 1234 })).to.equal(`1\u202f234 résultats`)
    expect(sayIn('fr')('copiesSold', { count: 0 })).to.equal('aucun exemplaire vendu')
  })

  it('say what a stranger wrote as it stands', () => {
    const query = '{count} $& <b>'
    expect(sayIn('en')('resultsFor', { query })).to.equal(`Results for “${query}”`)
  })

  it('keep to the words of the house: no jargon outside the panel, no exclamation mark', () => {
    const panel = ['shopHas', 'shopHeard', 'shopChain', 'chainFollowed', 'chainBehind', 'checked']
    for (const words of [english, french]) {
      for (const [key, sentence] of Object.entries(words)) {
        expect(sentence, key).to.not.contain('!')
        if (panel.includes(key)) continue
        expect(sentence, key).to.not.match(
          /\b(peers?|pairs?|blocks?|blocs?|CIDs?|gas|mint\w*|NFTs?|web3|wallets?|nodes?|nœuds?)\b/i,
        )
      }
    }
  })

  it('are chosen by what the browser prefers, and are English where we speak none of it', () => {
    expect(languageOf(['fr-CA', 'en'])).to.equal('fr')
    expect(languageOf(['de', 'fr'])).to.equal('fr')
    expect(languageOf(['ja', 'EN-gb'])).to.equal('en')
    expect(languageOf([])).to.equal('en')
  })
})
