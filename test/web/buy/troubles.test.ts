import assert from 'node:assert/strict'
import type { Page, Route } from 'playwright-core'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { deployOldToken } from '../../support/oddToken.ts'
import { bought, button, Counter, pressPay, stageOf, type Customer } from './counter.ts'

const DOLLAR = 10n ** 6n
const HELD = { dollars: 50n * DOLLAR }
const SHOP_SILENT = 'This shop does not reach the payment network just now.'
const SILENT = 'The payment network does not answer just now.'
const MINUTE_MS = 60_000

async function payWith(page: Page, how: { gasless: boolean }): Promise<void> {
  await button(page, /^Buy from|^On its way/).click()
  await page.getByLabel('Let this shop pay the network fee').setChecked(how.gasless)
  await button(page, /^Pay /).click()
  await button(page, 'Test Wallet').click()
}

/** As soon as there is such a button: nobody's finger is as quick, but a finger may be lucky. */
const pressAtOnce = (page: Page, name: string) =>
  page.evaluate((name) => {
    const seen = new MutationObserver(() => {
      const buttons = [...document.querySelectorAll('dialog button')]
      const button = buttons.find(({ textContent }) => textContent.trim() === name)
      if (!(button instanceof HTMLButtonElement)) return
      seen.disconnect()
      button.click()
    })
    seen.observe(document.body, { childList: true, subtree: true })
  }, name)

describe('paying when something goes wrong', function () {
  this.timeout(120_000)
  let counter: Counter
  let inEther: string
  let inDollars: string

  before(async () => {
    counter = await Counter.open('--relay')
    inEther = await counter.publish('--price', '0.01')
    inDollars = await counter.publish('--price', '5', '--currency', 'PLAY')
  })
  after(() => counter[Symbol.asyncDispose]())
  afterEach(function () {
    return counter.tidy(this.currentTest)
  })

  const customer: Counter['customer'] = (release, how) =>
    counter.customer(release, { ...how, routed: true })
  const sales = async ({ wallet }: Customer) => (await counter.salesTo(wallet.address)).length

  describe('in the wallet or on the chain', () => {
    it('follows a payment that the wallet sent again at a higher fee, to one sale', async () => {
      const one = await customer(inEther)
      const { page, wallet } = one
      await counter.chain.endpoint.send('evm_setAutomine', [false])
      await pressPay(page)
      await stageOf(page, 'sent').waitFor()
      const again = await wallet.speedUp()
      assert.notEqual(again, wallet.sent[0])
      await counter.chain.endpoint.send('anvil_mine', ['0x1'])
      await bought(page)
      await counter.settle()
      await stageOf(page, 'yours').waitFor()
      const [sale] = await counter.salesTo(wallet.address)
      assert.equal(sale?.tx, again)
      assert.equal(await sales(one), 1)
    })

    it('finds a payment again that a reorganisation took out and another block brought back', async () => {
      const one = await customer(inEther)
      const { page, wallet } = one
      await pressPay(page)
      await stageOf(page, 'paid').waitFor()
      const raw = await counter.chain.endpoint.send('eth_getRawTransactionByHash', [wallet.sent[0]])
      await counter.setBack()
      await stageOf(page, 'undone', 'dropped').waitFor()
      await counter.chain.endpoint.send('eth_sendRawTransaction', [raw])
      await bought(page)
      await counter.settle()
      await stageOf(page, 'yours').waitFor()
      assert.equal(await sales(one), 1)
    })
  })

  describe('while the chain is out of reach', () => {
    interface Shape {
      at: string
      pay: (page: Page) => Promise<void>
      /** When the wallet is asked this, or the shop is handed what was signed, the chain goes away. */
      when: string
      sentence: string
      /** What is pressed once it is back. */
      press?: string
    }
    const permit = (page: Page) => payWith(page, { gasless: false })
    const gasless = (page: Page) => payWith(page, { gasless: true })
    const SHAPES: Shape[] = [
      {
        ...{ at: 'before the wallet is opened', pay: permit, when: 'eth_requestAccounts' },
        ...{ sentence: SHOP_SILENT, press: 'Try again' },
      },
      {
        ...{ at: 'when the wallet says its chain', pay: permit, when: 'eth_chainId' },
        ...{ sentence: SHOP_SILENT, press: 'Try again' },
      },
      {
        ...{ at: 'while a permit is signed', pay: permit, when: 'eth_signTypedData_v4' },
        ...{ sentence: SHOP_SILENT, press: 'Try again' },
      },
      {
        ...{ at: 'while the payment is confirmed', pay: permit, when: 'eth_sendTransaction' },
        sentence: SILENT,
      },
      {
        ...{ at: 'while the shop is to carry it', pay: gasless, when: 'eth_signTypedData_v4' },
        ...{ sentence: SHOP_SILENT, press: 'Try again' },
      },
      {
        ...{ at: 'once the shop has it', pay: gasless, when: 'relay' },
        sentence: SILENT,
      },
    ]
    for (const { at, pay, when, sentence, press } of SHAPES) {
      it(`says so ${at}, and goes on to one sale`, async () => {
        const one = await customer(inDollars, HELD)
        const { page, wallet } = one
        const leave = () => page.route('**/rpc', (route) => route.abort())
        wallet.before = async (method) => {
          if (method === when) await leave()
        }
        await page.route('**/api/v1/relay', async (route) => {
          if (when === 'relay') await leave()
          await route.continue()
        })
        await pay(page)
        await page.getByText(sentence).waitFor()
        wallet.before = () => undefined
        await page.unroute('**/rpc')
        if (press) {
          assert.equal(await sales(one), 0)
          await button(page, press).click()
        }
        await bought(page)
        assert.equal(await sales(one), 1)
      })
    }

    it('says so while what was paid settles, and goes on', async () => {
      const one = await customer(inEther)
      const { page } = one
      await pressPay(page)
      await stageOf(page, 'paid').waitFor()
      await page.route('**/rpc', (route) => route.abort())
      await page.getByText(SILENT).waitFor()
      await counter.settle()
      await page.unroute('**/rpc')
      await stageOf(page, 'yours').waitFor()
      assert.equal(await sales(one), 1)
    })
  })

  describe('by a shop that was to carry it', () => {
    const no = (status: number, message: string) => (route: Route) =>
      route.fulfill({ status, json: { error: { name: 'RelayRefusedError', message } } })
    const relayed = async (answer: (route: Route) => Promise<void>): Promise<Customer> => {
      const one = await customer(inDollars, HELD)
      await one.page.route('**/api/v1/relay', answer)
      await payWith(one.page, { gasless: true })
      return one
    }

    it('pays the fee itself when the shop refuses', async () => {
      const one = await relayed(no(422, 'It was not carried: it would cost too much.'))
      await one.page.getByText('It says: It was not carried: it would cost too much.').waitFor()
      assert.equal(await sales(one), 0)
      await button(one.page, 'Pay the fee myself').click()
      await bought(one.page)
      assert.equal(await sales(one), 1)
    })

    it('asks again when the shop was busy', async () => {
      const one = await relayed(no(429, 'It was not carried: others wait before you.'))
      await stageOf(one.page, 'relay-refused').waitFor()
      await one.page.unroute('**/api/v1/relay')
      await button(one.page, 'Try again').click()
      await bought(one.page)
      assert.deepEqual(one.wallet.sent, [])
      assert.equal(await sales(one), 1)
    })

    it('waits until the signature has lapsed when the answer is nonsense', async () => {
      const one = await relayed((route) => route.fulfill({ status: 200, body: '<html>' }))
      await stageOf(one.page, 'carrying').waitFor()
      await one.page.clock.setFixedTime(Date.now() + 30 * MINUTE_MS)
      await one.page.getByText('Your signature has lapsed, and nothing was paid.').waitFor()
      assert.equal(await sales(one), 0)
      await button(one.page, 'Pay the fee myself').click()
      await bought(one.page)
      assert.equal(await sales(one), 1)
    })

    it('hears a press at the very moment it stopped', async () => {
      const one = await relayed((route) => route.fulfill({ status: 200, body: '<html>' }))
      await stageOf(one.page, 'carrying').waitFor()
      await pressAtOnce(one.page, 'Pay the fee myself')
      await one.page.clock.setFixedTime(Date.now() + 30 * MINUTE_MS)
      await bought(one.page)
      assert.equal(await sales(one), 1)
    })

    it('finds the sale when the shop took it and never answered', async () => {
      const one = await relayed(async (route) => {
        await route.fetch()
        await route.abort()
      })
      await bought(one.page)
      assert.equal(await sales(one), 1)
    })

    it('gives an artist a tip by one signature and no ether', async () => {
      const { page, wallet } = await customer(inDollars, { ...HELD, empty: true })
      await page.getByRole('link', { name: 'Nadia Voss' }).first().click()
      await page.getByRole('heading', { name: 'Nadia Voss' }).waitFor()
      await button(page, 'Tip Nadia Voss').click()
      await page.getByLabel('How much?').fill('2')
      await page.getByLabel('Let this shop pay the network fee').check()
      await button(page, /^Give /).click()
      await button(page, 'Test Wallet').click()
      await bought(page)
      const tips = (await counter.money()).filter((event) => event.kind === 'tipped')
      assert.deepEqual(
        tips.map(({ payer, paidWei }) => [payer, paidWei]),
        [[wallet.address, 2n * DOLLAR]],
      )
      assert.deepEqual(wallet.sent, [])
    })
  })
})

describe('paying in a token of the oldest kind', function () {
  this.timeout(120_000)
  let counter: Counter
  let customer: Customer

  before(async () => {
    counter = await Counter.open('--relay')
    const release = await counter.publish('--price', '5', '--currency', 'PLAY')
    const { endpoint, rich } = counter.chain
    // Where everybody knows a token: its code knows neither permits nor signed transfers now.
    const old = await deployOldToken(rich)
    await endpoint.send('anvil_setCode', [
      PLAY_DOLLAR,
      await endpoint.send('eth_getCode', [old.address, 'latest']),
    ])
    customer = await counter.customer(release, { routed: true })
    const give = [customer.wallet.address, 50n * DOLLAR]
    const data = old.contract.interface.encodeFunctionData('give', give)
    await (await rich.sendTransaction({ to: PLAY_DOLLAR, data })).wait()
  })
  after(() => counter[Symbol.asyncDispose]())

  it('allows exactly the amount, pays, and leaves no allowance; also when the chain is away between', async () => {
    const { page, wallet } = customer
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).click()
    assert.equal(await page.getByLabel('Let this shop pay the network fee').count(), 0)
    let asked = 0
    wallet.before = async (method) => {
      if (method === 'eth_sendTransaction' && ++asked === 1) {
        await page.getByText('allow exactly $5.00').waitFor()
        await page.route('**/rpc', (route) => route.abort())
      }
    }
    await button(page, 'Test Wallet').click()
    await page.getByText('Your permission is on its way.').waitFor()
    await page.unroute('**/rpc')
    await bought(page)
    const [sale, ...more] = await counter.salesTo(wallet.address)
    assert.equal(sale?.paidWei, 5n * DOLLAR)
    assert.deepEqual(more, [])
    assert.equal(asked, 2)
    assert.equal(wallet.asked.includes('eth_signTypedData_v4'), false)
  })
})
