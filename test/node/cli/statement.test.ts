import assert from 'node:assert/strict'
import {
  statementCsv,
  statementJson,
  statementText,
  type Statement,
} from '../../../node/cli/statement.ts'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { parseAddress, parseEditionId, parseReleaseId } from '../../../node/domain/ids.ts'
import { digestOf } from '../../support/manifests.ts'

const wallet = parseAddress(`0x${'a'.repeat(40)}`)
const release = parseReleaseId(digestOf('release'))
const sale = (own: bigint, ownOwed: bigint, time: number): Statement['earned'][number] => ({
  ...{ kind: 'sale', tx: digestOf('tx'), block: 1, time, release },
  ...{ edition: parseEditionId(digestOf('edition')), currency: PLAY_DOLLAR, host: wallet },
  ...{ paid: 10_000_000n, hostPaid: 1_000_000n, own, ownOwed },
  shares: [{ wallet, amount: 9_000_000n, isOwed: ownOwed > 0n }],
})
const MARCH = Date.UTC(2026, 2, 9) / 1000
const APRIL = Date.UTC(2026, 3, 1) / 1000

const statement = (title = 'Night Ferry'): Statement => ({
  wallet,
  earned: [
    sale(9_000_000n, 0n, MARCH),
    sale(9_000_000n, 9_000_000n, MARCH),
    sale(1_000_000n, 0n, APRIL),
  ],
  waiting: [{ token: PLAY_DOLLAR, amount: 9_000_000n }],
  money: new Map([[PLAY_DOLLAR, { symbol: 'PLAY', decimals: 6, sign: '$' as const }]]),
  titles: new Map([[release, title]]),
})

describe('a statement of earnings', () => {
  it('tells each release and month, what was refused, and how to take it', () => {
    assert.deepEqual(statementText(statement()).trimEnd().split('\n'), [
      'Night Ferry, 2026-03',
      '  2 paid 20 PLAY, of which yours 18 PLAY',
      `  of that the token refused to bring 9 PLAY in ${digestOf('tx')}`,
      'Night Ferry, 2026-04',
      '  1 paid 10 PLAY, of which yours 1 PLAY',
      `Waits for you: 9 PLAY. Take it with: megabox claim ${PLAY_DOLLAR}`,
    ])
    const nothing = { ...statement(), earned: [], waiting: [] }
    assert.match(statementText(nothing), /^Nothing was earned/)
  })

  it('is a line a sale in CSV, and runs nothing in a spreadsheet', () => {
    const [head = '', ...rows] = statementCsv(statement('=HYPERLINK("http://x","y")\r\nz'))
      .trimEnd()
      .split('\r\n')
    assert.equal(rows.length, 3)
    assert.match(head, /^time,kind,release,title,/)
    assert.ok(rows[0]?.includes(`"'=HYPERLINK(""http://x"",""y"")  z"`))
    assert.match(rows[1] ?? '', /,PLAY,10,.*,1,9,9,9,0x.* 9 refused,0x/)
  })

  it('is exact in JSON, with the command that takes what waits', () => {
    assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(statementJson(statement()))), {
      wallet,
      earned: [
        { title: 'Night Ferry', paid: '10000000', symbol: 'PLAY', time: '2026-03-09T00:00:00Z' },
      ],
      waiting: [{ amount: '9000000', claim: `megabox claim ${PLAY_DOLLAR}` }],
    })
  })
})
