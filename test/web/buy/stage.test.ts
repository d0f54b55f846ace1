import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { after, isStopped, isUnderWay, type News, type Stage } from '../../../web/src/buy/stage.ts'
import { STAGES } from './stages.ts'

const tx = '0xaa'
const NEWS: News[] = [
  { is: 'asked', what: 'approve' },
  { is: 'asked', what: 'sign' },
  { is: 'asked', what: 'pay' },
  { is: 'approval-sent' },
  { is: 'handed-over' },
  { is: 'stopped', why: { at: 'refused' } },
  { is: 'stopped', why: { at: 'failed' } },
  { is: 'stopped', why: { at: 'replaced' } },
  { is: 'stopped', why: { at: 'lapsed' } },
  { is: 'sent', tx },
  { is: 'late' },
  { is: 'forgotten' },
  { is: 'seen' },
  { is: 'in-block', tx, block: 7 },
  { is: 'out-of-block' },
  { is: 'settled' },
  { is: 'reloaded' },
  { is: 'again' },
]
const walk = (first: Stage, news: readonly News[]): Stage => news.reduce(after, first)
const newsOf = (...news: News[]): News[] => news

describe('the stages of a payment', () => {
  it('go from the wallet to the listener', () => {
    const line = newsOf(
      { is: 'asked', what: 'sign' },
      { is: 'asked', what: 'pay' },
      { is: 'sent', tx },
      { is: 'in-block', tx, block: 7 },
      { is: 'settled' },
    )
    assert.deepEqual(walk({ at: 'checking' }, line), { at: 'yours', tx, block: 7 })
  })

  it('tell slow, forgotten, seen again and undone apart', () => {
    const steps: [News, Stage['at']][] = [
      [{ is: 'late' }, 'slow'],
      [{ is: 'forgotten' }, 'dropped'],
      [{ is: 'seen' }, 'slow'],
      [{ is: 'in-block', tx, block: 7 }, 'paid'],
      [{ is: 'out-of-block' }, 'undone'],
      [{ is: 'in-block', tx, block: 9 }, 'paid'],
      [{ is: 'settled' }, 'yours'],
    ]
    let stage: Stage = { at: 'sent', tx }
    for (const [news, at] of steps) {
      stage = after(stage, news)
      assert.equal(stage.at, at)
    }
  })

  it('never begin again while money may be moving, but for what has a number of its own', () => {
    const again = STAGES.filter((stage) => after(stage, { is: 'again' }).at === 'checking')
    const held = STAGES.filter((stage) => isUnderWay(stage) && !again.includes(stage))
    assert.deepEqual(
      held.map(({ at }) => at),
      ['carrying', 'sent', 'slow', 'undone', 'paid'],
    )
  })

  it('never call refused or cancelled what is in a block', () => {
    for (const why of ['refused', 'failed', 'replaced', 'lapsed'] as const) {
      for (const at of ['paid', 'yours'] as const) {
        const stage: Stage = { at, tx, block: 7 }
        assert.equal(after(stage, { is: 'stopped', why: { at: why } }), stage)
      }
    }
  })

  it('are unsure after a reload only where the wallet was asked to pay', () => {
    const reloaded = STAGES.map((stage) => [stage, after(stage, { is: 'reloaded' })] as const)
    const unsure = reloaded.filter(([before, { at }]) => before.at !== at && at === 'unsure')
    assert.deepEqual(
      unsure.map(([before]) => before),
      [{ at: 'asking', what: 'pay' }],
    )
    for (const [before, now] of reloaded) if (isUnderWay(before)) assert.equal(now, before)
  })

  it('are always one of those known, and say yours only after a block', () => {
    const anyNews = fc.array(fc.constantFrom(...NEWS), { maxLength: 30 })
    fc.assert(
      fc.property(anyNews, (news) => {
        let stage: Stage = { at: 'checking' }
        for (const one of news) {
          const before = stage
          stage = after(stage, one)
          assert.ok(STAGES.some(({ at }) => at === stage.at))
          assert.ok(stage.at !== 'yours' || before.at === 'paid' || before.at === 'yours')
          assert.ok(!(isStopped(stage) && before.at === 'paid'))
        }
      }),
    )
  })
})
