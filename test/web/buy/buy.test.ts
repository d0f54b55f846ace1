import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import { Interface } from 'ethers'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parseAddress } from '../../../node/domain/ids.ts'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { bought, button, Counter, pressPay, stageOf } from './counter.ts'

const run = promisify(execFile)
const ETH = 10n ** 18n
const DOLLAR = 10n ** 6n
const FRIEND = parseAddress(`0x${'f1'.repeat(20)}`)

describe('buying in a browser, with a wallet, on a chain', function () {
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

  const customer: Counter['customer'] = (...how) => counter.customer(...how)

  it('hears a press on Buy before its script has come', async () => {
    const { page, context, wallet } = await customer(inEther)
    const { shop } = counter
    let isHeld = true
    const held: (() => void)[] = []
    await context.route('**/assets/*.js', async (route) => {
      if (isHeld) await new Promise<void>((go) => held.push(go))
      await route.continue()
    })
    const release = () => {
      isHeld = false
      for (const go of held.splice(0)) go()
    }
    // A profile without our worker, which has the script already.
    await page.evaluate(async () => {
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
      for (const name of await caches.keys()) await caches.delete(name)
    })
    await page.goto(`${shop.ready.http}/release/${inEther}?fresh`, { waitUntil: 'commit' })
    await button(page, /^Buy from/).click()
    await page.waitForURL(/buy=1/, { waitUntil: 'commit' })
    assert.equal(await page.locator('dialog').count(), 0)
    release()
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').click()
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
    await button(page, 'Close').click()
    await page.waitForURL((url) => !url.search.includes('buy'))
  })

  it('pays in ether, and the slip is what the chain says', async () => {
    const { page, wallet } = await customer(inEther)
    await pressPay(page)
    await bought(page)
    const [sale] = await counter.salesTo(wallet.address)
    assert.ok(sale)
    assert.equal(sale.paidWei, ETH / 100n)
    assert.notEqual(sale.host, `0x${'0'.repeat(40)}`)
    await counter.settle()
    await stageOf(page, 'yours').waitFor()
    await page.getByRole('link', { name: 'See the slip' }).click()
    await page.locator('.slip').waitFor()
    const slip = (await page.locator('.slip').innerText()).toLowerCase()
    for (const word of [sale.tx, sale.host, sale.recipient, sale.payer]) {
      assert.ok(slip.includes(word), word)
    }
    assert.match(slip, /0\.009\s+eth/)
    assert.match(slip, /0\.001\s+eth/)
    assert.match(slip, /0\.01\s+eth/)
  })

  it('takes more than the floor, by permit and without an allowance left over', async () => {
    const { page, wallet } = await customer(inDollars, { dollars: 50n * DOLLAR })
    await button(page, /^Buy from/).click()
    await page.getByLabel('How much?').fill('4')
    await button(page, /^Pay /).click()
    await page.getByText('The least is $5.00.').waitFor()
    await page.getByLabel('How much?').fill('7.5')
    await page.getByText('$6.75').waitFor()
    await page.getByText('$0.75').waitFor()
    await page.getByLabel('Let this shop pay the network fee').uncheck()
    await button(page, 'Pay $7.50').click()
    await button(page, 'Test Wallet').click()
    await bought(page)
    const [sale] = await counter.salesTo(wallet.address)
    assert.equal(sale?.paidWei, 7_500_000n)
    assert.equal(wallet.asked.filter((method) => method === 'eth_sendTransaction').length, 1)
    assert.ok(wallet.asked.includes('eth_signTypedData_v4'))
    const left = await counter.chain.ledger.balance(wallet.address, undefined, PLAY_DOLLAR)
    assert.equal(left, 42_500_000n)
  })

  it('needs one signature and no ether where the shop carries it', async () => {
    const { page, wallet } = await customer(inDollars, { empty: true, dollars: 50n * DOLLAR })
    await pressPay(page)
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
    assert.deepEqual(wallet.sent, [])
  })

  it('gives the copy to somebody else', async () => {
    const { page } = await customer(inEther)
    await button(page, /^Buy from/).click()
    await page.getByLabel('It’s a gift').check()
    await button(page, /^Pay /).click()
    await page.getByText('That is no address').waitFor()
    await page.getByLabel('Whose copy it will be').fill(FRIEND)
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').click()
    await bought(page)
    assert.equal((await counter.salesTo(FRIEND)).length, 1)
  })

  it('gives a copy of what is the listener’s already', async () => {
    const { page, wallet } = await customer(inEther)
    const friend = parseAddress(`0x${'f2'.repeat(20)}`)
    await pressPay(page)
    await bought(page)
    await button(page, 'Close').click()
    await button(page, 'Give a copy').click()
    await page.getByLabel('Whose copy it will be').fill(friend)
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').click()
    await page.locator('[data-stage="paid"], [data-stage="yours"]').waitFor()
    assert.equal((await counter.salesTo(friend)).length, 1)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('tips an artist', async () => {
    const { page, wallet } = await customer(inEther, { dollars: 50n * DOLLAR })
    await page.getByRole('link', { name: 'Nadia Voss' }).first().click()
    await button(page, 'Tip Nadia Voss').click()
    await page.getByLabel('How much?').fill('0.5')
    await button(page, /^Give /).click()
    await button(page, 'Test Wallet').click()
    await bought(page)
    const tip = (await counter.money()).find((event) => event.kind === 'tipped')
    assert.ok(tip?.kind === 'tipped' && tip.payer === wallet.address)
  })

  it('says that nothing was paid when the wallet is told no, and asks again', async () => {
    const { page, wallet } = await customer(inEther)
    wallet.mood = 'no'
    await pressPay(page)
    await page.getByText('You said no in your wallet. Nothing was paid.').waitFor()
    wallet.mood = 'yes'
    await button(page, 'Try again').click()
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('leads a wallet from another network to the right one', async () => {
    const { page, wallet } = await customer(inEther)
    wallet.chain = 1
    await pressPay(page)
    await page.getByText('Your wallet is on another network.').waitFor()
    assert.deepEqual(wallet.sent, [])
    await button(page, 'Switch in the wallet').click()
    await bought(page)
  })

  it('names what is too little', async () => {
    const { page, wallet } = await customer(inEther, { empty: true })
    await pressPay(page)
    await page.getByText('There is too little ETH in this wallet.').waitFor()
    assert.equal(wallet.asked.includes('eth_sendTransaction'), false)
  })

  it('finds a payment that was confirmed after the page was left', async () => {
    const { page, wallet } = await customer(inEther)
    wallet.mood = 'late'
    await pressPay(page)
    await page.waitForFunction(() => document.querySelector('[data-stage="asking"]'))
    while (wallet.sent.length === 0) await page.waitForTimeout(50)
    await page.reload()
    await page.getByText('Yours', { exact: true }).waitFor()
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('is unsure after a reload while the wallet asks, and pays once whatever is pressed', async () => {
    const { page, wallet } = await customer(inEther)
    wallet.mood = 'silent'
    await pressPay(page)
    while (!wallet.asked.includes('eth_sendTransaction')) await page.waitForTimeout(50)
    await page.reload()
    await button(page, 'On its way').click()
    await stageOf(page, 'unsure').waitFor()
    wallet.mood = 'yes'
    await button(page, 'Pay again').click()
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('never buys twice from two tabs', async () => {
    const { page, context, wallet } = await customer(inEther)
    const other = await context.newPage()
    await other.goto(page.url())
    for (const tab of [page, other]) {
      await button(tab, /^Buy from/).click()
      await button(tab, /^Pay /).click()
      await button(tab, 'Test Wallet').waitFor()
    }
    // One of the buttons may be gone already: the other tab tells what it does.
    await Promise.allSettled(
      [page, other].map((tab) =>
        button(tab, 'Test Wallet').evaluate((found: HTMLElement) => found.click(), undefined, {
          timeout: 5000,
        }),
      ),
    )
    await Promise.all([page, other].map(bought))
    await counter.settle()
    await Promise.all([page, other].map((tab) => stageOf(tab, 'yours').waitFor()))
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('says so when the chain is out of reach, before and after paying, and goes on', async () => {
    const { page, wallet } = await customer(inEther, { routed: true })
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').waitFor()
    await page.route('**/rpc', (route) => route.abort())
    await button(page, 'Test Wallet').click()
    await page.getByText('This shop does not reach the payment network just now.').waitFor()
    await page.unroute('**/rpc')
    await counter.chain.endpoint.send('evm_setAutomine', [false])
    await button(page, 'Try again').click()
    await stageOf(page, 'sent').waitFor()
    await page.route('**/rpc', (route) => route.abort())
    await page.getByText('The payment network does not answer just now.').waitFor()
    await page.unroute('**/rpc')
    await counter.chain.endpoint.send('anvil_mine', ['0x1'])
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('follows a payment that the wallet sent again, and one that it cancelled', async () => {
    const { page, wallet } = await customer(inEther)
    await counter.chain.endpoint.send('evm_setAutomine', [false])
    await pressPay(page)
    await stageOf(page, 'sent').waitFor()
    const [first = ''] = wallet.sent
    // As a wallet does it: another transaction by the same number.
    await counter.chain.endpoint.send('anvil_dropTransaction', [first])
    await counter.chain.endpoint.send('anvil_setNonce', [wallet.address, '0x1'])
    await counter.chain.endpoint.send('anvil_mine', ['0x1'])
    await page.getByText('something else took the place of this payment').waitFor()
    assert.equal((await counter.salesTo(wallet.address)).length, 0)
  })

  it('says undone when a reorganisation takes the payment back, and pays no second time', async () => {
    const { page, wallet } = await customer(inEther)
    await pressPay(page)
    await stageOf(page, 'paid').waitFor()
    await counter.setBack()
    await stageOf(page, 'undone', 'dropped').waitFor()
    assert.equal((await counter.salesTo(wallet.address)).length, 0)
  })

  it('says that the last copy went to somebody else', async () => {
    const release = await counter.publish('--price', '0.01', '--cap', '1')
    const [slow, quick] = [await customer(release), await customer(release)]
    await button(slow.page, /^Buy from/).click()
    await button(slow.page, /^Pay /).click()
    await button(slow.page, 'Test Wallet').waitFor()
    await pressPay(quick.page)
    await bought(quick.page)
    await button(slow.page, 'Test Wallet').click()
    await slow.page.getByText('The last copy went to somebody else. Nothing was paid.').waitFor()
    assert.deepEqual(slow.wallet.sent, [])
  })

  it('says that a price has changed, shows the new one, and that a sale has ended', async () => {
    const release = await counter.publish('--price', '0.01')
    const { page, wallet } = await customer(release)
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').waitFor()
    await counter.close(release)
    await counter.publishAgain('--price', '0.02')
    await button(page, 'Test Wallet').click()
    await page.getByText('The price has changed since you looked. Nothing was paid.').waitFor()
    await button(page, 'See the new price').click()
    await button(page, 'Pay 0.02').waitFor()
    await button(page, /^Pay /).click()
    await counter.close(release)
    await button(page, 'Test Wallet').click()
    await page.getByText('This is no longer sold. Nothing was paid.').waitFor()
    assert.deepEqual(wallet.sent, [])
  })

  it('says that the network has forgotten a payment, and pays it once when asked again', async () => {
    const { page, wallet } = await customer(inEther)
    await counter.chain.endpoint.send('evm_setAutomine', [false])
    await pressPay(page)
    await stageOf(page, 'sent').waitFor()
    await counter.chain.endpoint.send('anvil_dropTransaction', [wallet.sent[0]])
    await stageOf(page, 'dropped').waitFor()
    await counter.chain.endpoint.send('evm_setAutomine', [true])
    await button(page, 'Pay again').click()
    await bought(page)
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('can be left and found again at every step of paying in tokens', async () => {
    const { page, wallet } = await customer(inDollars, { dollars: 50n * DOLLAR })
    wallet.mood = 'silent'
    await button(page, /^Buy from/).click()
    await page.getByLabel('Let this shop pay the network fee').uncheck()
    await page.reload()
    await page.locator('.dock').waitFor({ state: 'attached' })
    await pressPay(page)
    while (!wallet.asked.includes('eth_signTypedData_v4')) await page.waitForTimeout(50)
    // Nothing was sent while a signature was asked: it simply begins again.
    await page.reload()
    await page.locator('.dock').waitFor({ state: 'attached' })
    wallet.mood = 'yes'
    await counter.chain.endpoint.send('evm_setAutomine', [false])
    await button(page, /^Buy from/).click()
    await page.getByLabel('Let this shop pay the network fee').uncheck()
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').click()
    await stageOf(page, 'sent').waitFor()
    await page.reload()
    await button(page, 'On its way').click()
    await stageOf(page, 'sent', 'slow').waitFor()
    await counter.chain.endpoint.send('anvil_mine', ['0x1'])
    await bought(page)
    await page.reload()
    await page.getByText('Yours', { exact: true }).waitFor()
    assert.equal((await counter.salesTo(wallet.address)).length, 1)
  })

  it('shows what a wallet owns on another device, and its files are whole', async () => {
    const { page, wallet } = await customer(inDollars, { dollars: 50n * DOLLAR })
    await pressPay(page)
    await bought(page)
    const { page: second } = await customer(inDollars)
    await second.goto(`${counter.shop.ready.http}/library/bought`)
    await second.getByText('Add a wallet').click()
    await second.getByLabel('Address of a wallet').fill(wallet.address)
    await button(second, 'Look at an address').click()
    await second.getByRole('list', { name: 'Bought' }).getByText('Night Ferry 2').first().waitFor()
    await second.getByText('only looked at').waitFor()
    const [download] = await Promise.all([
      second.waitForEvent('download'),
      button(second, /^Download all/).click(),
    ])
    assert.equal(download.suggestedFilename(), 'Nadia Voss - Night Ferry 2.zip')
    const { stdout } = await run('unzip', ['-t', await download.path()])
    assert.match(stdout, /Night Ferry 2\/01 Slack Water\.flac\s+OK/)
  })

  it('shows copies that came from another wallet, and no longer where they were', async () => {
    const { page, wallet } = await customer(inEther)
    await pressPay(page)
    await bought(page)
    const [sale] = await counter.salesTo(wallet.address)
    assert.ok(sale)
    const friend = parseAddress(`0x${'f3'.repeat(20)}`)
    const { endpoint, contract } = counter.chain
    const data = new Interface([
      'function safeTransferFrom(address,address,uint256,uint256,bytes)',
    ]).encodeFunctionData('safeTransferFrom', [wallet.address, friend, sale.edition, 1, '0x'])
    await endpoint.send('anvil_impersonateAccount', [wallet.address])
    await endpoint.send('eth_sendTransaction', [{ from: wallet.address, to: contract, data }])
    await page.goto(`${counter.shop.ready.http}/library/bought`)
    await page.getByText('These wallets own nothing here yet.').waitFor()
    await page.getByText('Add a wallet').click()
    await page.getByLabel('Address of a wallet').fill(friend)
    await button(page, 'Look at an address').click()
    const list = page.getByRole('list', { name: 'Bought' })
    await list.getByText('Night Ferry 1').first().waitFor()
    await list.getByText('Passed on by another wallet').waitFor()
    // Several at once are another event (ERC-1155, TransferBatch).
    const third = parseAddress(`0x${'f4'.repeat(20)}`)
    const batch = new Interface([
      'function safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
    ]).encodeFunctionData('safeBatchTransferFrom', [friend, third, [sale.edition], [1], '0x'])
    await endpoint.send('anvil_setBalance', [friend, `0x${ETH.toString(16)}`])
    await endpoint.send('anvil_impersonateAccount', [friend])
    await endpoint.send('eth_sendTransaction', [{ from: friend, to: contract, data: batch }])
    await page.reload()
    await page.getByText('These wallets own nothing here yet.').waitFor()
    await page.getByText('Add a wallet').click()
    await page.getByLabel('Address of a wallet').fill(third)
    await button(page, 'Look at an address').click()
    await list.getByText('Night Ferry 1').first().waitFor()
  })

  it('shows an artist each sale as it arrives', async () => {
    const { page } = await customer(inEther)
    const [sale] = (await counter.money()).filter((event) => event.kind === 'sold')
    assert.ok(sale?.kind === 'sold')
    const view = (await (
      await fetch(`${counter.shop.ready.http}/api/v1/releases/${inEther}`)
    ).json()) as { artist: { wallet: string } }
    await page.goto(`${counter.shop.ready.http}/earnings`)
    await page.getByText('Add a wallet').click()
    await page.getByLabel('Address of a wallet').fill(view.artist.wallet)
    await button(page, 'Look at an address').click()
    const sales = page.getByRole('list', { name: 'Earnings' }).getByRole('listitem')
    await sales.first().waitFor()
    const before = await sales.count()
    const { page: other } = await customer(inEther)
    await pressPay(other)
    await bought(other)
    await page.waitForFunction(
      (count) => document.querySelectorAll('.sales li').length > count,
      before,
    )
    assert.match(await sales.first().innerText(), /0\.009\s+ETH · the shop 0\.001\s+ETH/)
  })

  it('leads whoever has no wallet here to one elsewhere', async () => {
    const context = await counter.browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    await page.goto(`${counter.shop.ready.http}/release/${inEther}`)
    await page.locator('.dock').waitFor({ state: 'attached' })
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).click()
    await button(page, 'Open in your wallet app').click()
    const apps = page.locator('.elsewhere a')
    const links = await apps.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    const here = page.url()
    assert.deepEqual(
      links.map((link) => decodeURIComponent(link).endsWith(here.replace('http://', ''))),
      [true, true, true],
    )
    assert.ok(links.every((link) => new URL(link).protocol === 'https:'))
    await page.getByText('that app brings none into pages').waitFor()
    await button(page, 'Finish on a computer').click()
    const code = page.getByRole('img', { name: page.url() })
    const drawn = await code.locator('path').getAttribute('d')
    // Finders, timing and data: some hundreds of dark squares.
    assert.ok((drawn?.match(/M/g)?.length ?? 0) > 300)
    await context.close()
  })

  it('shows a wallet by its own picture, and runs or fetches nothing that is none', async () => {
    const round = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9"/></svg>'
    const icons = [
      `data:image/svg+xml,${encodeURIComponent(round)}`,
      'javascript:window.__pwned=1',
      'https://icons.example/wallet.png',
      `data:image/svg+xml,${'x'.repeat(300_000)}`,
      `data:text/html,<script>window.__pwned=1</script>`,
      `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" onload="window.__pwned=1"><script>window.__pwned=1</script></svg>')}`,
    ]
    const { page, context } = await customer(inEther)
    const asked: string[] = []
    context.on('request', (request) => asked.push(request.url()))
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').waitFor()
    await page.evaluate((all) => {
      all.forEach((icon, i) => {
        const info = { uuid: `${i}`, name: `Wallet ${i}`, rdns: `icon.${i}`, icon }
        const detail = { info, provider: { request: () => Promise.reject(new Error('no')) } }
        dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
      })
    }, icons)
    await button(page, 'Wallet 5').waitFor()
    const shown = icons.map((_icon, i) => button(page, `Wallet ${i}`).locator('img'))
    assert.deepEqual(await Promise.all(shown.map((one) => one.count())), [1, 0, 0, 0, 0, 1])
    const drawn = await shown[0]?.evaluate(async (one: HTMLImageElement) => {
      await one.decode()
      return one.naturalWidth > 0 && one.src.startsWith('blob:')
    })
    assert.equal(drawn, true)
    assert.equal(await page.evaluate(() => '__pwned' in window), false)
    assert.ok(
      asked.every((url) => url.startsWith('blob:') || url.startsWith(counter.shop.ready.http)),
    )
  })

  it('leaves nobody out', async () => {
    const { page, wallet } = await customer(inEther)
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => [what, id, nodes[0]?.html])
      assert.deepEqual(found, [])
    }
    await button(page, /^Buy from/).click()
    await button(page, /^Pay /).waitFor()
    await check('amount')
    await button(page, /^Pay /).click()
    await button(page, 'Test Wallet').waitFor()
    await check('wallets')
    wallet.mood = 'no'
    await button(page, 'Test Wallet').click()
    await stageOf(page, 'refused').waitFor()
    await check('refused')
    wallet.mood = 'yes'
    await button(page, 'Try again').click()
    await bought(page)
    await check('paid')
    await page.getByRole('link', { name: 'See the slip' }).click()
    await page.locator('.slip').waitFor()
    await check('slip')
    await page.goto(`${counter.shop.ready.http}/library/bought`)
    await page.locator('.copy').first().waitFor()
    await check('bought')
  })
})
