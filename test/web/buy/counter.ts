/** A shop on a real chain, a browser, and releases at several prices: what the tests of paying share. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { flac } from '../../support/audio.ts'
import { testChain, type TestChain } from '../../support/anvil.ts'
import { eventually, Stage, type Node } from '../../journey/megabox.ts'
import type { Address } from '../../../node/domain/ids.ts'
import type { MoneyEvent } from '../../../node/domain/money.ts'
import { walletIn, type WalletInPage } from './walletInPage.ts'

export interface Customer {
  context: BrowserContext
  page: Page
  wallet: WalletInPage
}

export interface Circumstances {
  /** Without a wei. */
  empty?: true
  dollars?: bigint
  /**
   * For `page.route`: the driver misses requests of a page that a service worker takes over meanwhile,
   * now and then.
   */
  routed?: true
}

export class Counter implements AsyncDisposable {
  readonly stage: Stage
  readonly chain: TestChain
  readonly shop: Node
  readonly browser: Browser
  readonly #customers: Customer[] = []
  #number = 0

  private constructor(stage: Stage, chain: TestChain, shop: Node, browser: Browser) {
    this.stage = stage
    this.chain = chain
    this.shop = shop
    this.browser = browser
  }

  static async open(...options: string[]): Promise<Counter> {
    const stage = await Stage.open()
    const chain = await testChain()
    // Nobody's: this deploys the play dollar.
    await chain.dollars(chain.contract, 1n)
    const shop = await stage.up('shop', '--chain', chain.url, ...options)
    return new Counter(stage, chain, shop, await openBrowser())
  }

  /** Gives its id. */
  async publish(...words: string[]): Promise<string> {
    const title = `Night Ferry ${++this.#number}`
    const folder = this.stage.data(title)
    await mkdir(folder)
    const song = await flac(
      { title: 'Slack Water', artist: 'Nadia Voss', album: title },
      { pitch: 200 + 40 * this.#number, seconds: 3 },
    )
    await writeFile(join(folder, 'song.flac'), song)
    return this.publishFolder(folder, ...words)
  }

  /** Gives its id. */
  async publishFolder(folder: string, ...words: string[]): Promise<string> {
    const all = ['publish', folder, ...words, '--json'] as const
    return (await this.stage.run<{ release: string }>('shop', ...all)).json.release
  }

  /** Takes the newest block back, which the shop has seen: its chain is now behind what it knows. */
  async setBack(): Promise<void> {
    const newest = Number(await this.chain.endpoint.send('eth_blockNumber', []))
    const look = () => this.stage.run<{ chain: { head: number } }>('shop', 'status', '--json')
    await eventually(30_000, look, ({ json }) => json.chain.head >= newest)
    await this.chain.endpoint.send('anvil_rollback', [1])
  }

  /** The release that was published last, at other terms. */
  async publishAgain(...words: string[]): Promise<void> {
    const folder = this.stage.data(`Night Ferry ${this.#number}`)
    const { code, stderr } = await this.stage.run('shop', 'publish', folder, ...words)
    if (code !== 0) throw new Error(stderr)
  }

  /** Every edition of it, and until the shop has heard. */
  async close(release: string): Promise<void> {
    const look = async () => {
      const response = await fetch(`${this.shop.ready.http}/api/v1/releases/${release}`)
      // Our own node's own words.
      return (await response.json()) as {
        onSale: boolean
        editions: { edition: string; closed: boolean }[]
      }
    }
    for (const { edition, closed } of (await look()).editions) {
      if (closed) continue
      const { code, stderr } = await this.stage.run('shop', 'close', edition)
      if (code !== 0) throw new Error(stderr)
    }
    await eventually(15_000, look, ({ onSale }) => !onSale)
  }

  /** Somebody with a browser and a wallet of their own. */
  async customer(release: string, how: Circumstances = {}): Promise<Customer> {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 900 },
      serviceWorkers: how.routed ? 'block' : 'allow',
    })
    const wallet = await walletIn(context, this.chain.endpoint, how)
    if (how.dollars) await this.chain.dollars(wallet.address, how.dollars)
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const customer = { context, page, wallet }
    this.#customers.push(customer)
    await page.goto(`${this.shop.ready.http}/release/${release}`)
    // Taken over by its script: what is pressed before is pressed for nothing.
    await page.locator('.dock').waitFor({ state: 'attached' })
    return customer
  }

  /** Everybody leaves, and the chain mines again. What a failed test left on the screen is told. */
  async tidy(test?: { isFailed(): boolean }): Promise<void> {
    for (const { context, page, wallet } of this.#customers.splice(0)) {
      if (test?.isFailed()) {
        const dialog = page.locator('[data-stage], dialog').first()
        const shown = await dialog.innerText({ timeout: 1000 }).catch(String)
        console.error(page.url(), wallet.asked, shown)
      }
      await context.close()
    }
    await this.chain.endpoint.send('evm_setAutomine', [true])
  }

  /** All that moved so far. */
  async money(): Promise<MoneyEvent[]> {
    const { ledger } = this.chain
    return ledger.money(0, (await ledger.head()).number)
  }

  async salesTo(recipient: Address) {
    const events = await this.money()
    return events.flatMap((event) =>
      event.kind === 'sold' && event.recipient === recipient ? [event] : [],
    )
  }

  /** So many blocks that what was paid has settled. */
  async settle(): Promise<void> {
    await this.chain.endpoint.send('anvil_mine', ['0x50'])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close()
    await this.stage[Symbol.asyncDispose]()
    await this.chain[Symbol.asyncDispose]()
  }
}

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

export const stageOf = (page: Page, ...stages: string[]) =>
  page.locator(stages.map((one) => `[data-stage="${one}"]`).join(', '))

export const bought = (page: Page) => stageOf(page, 'paid', 'yours').waitFor()

/** From the release to the press that asks the wallet. */
export async function pressPay(page: Page, wallet: string | RegExp = 'Test Wallet'): Promise<void> {
  await button(page, /^Buy from|^Name your price|^On its way/).click()
  await button(page, /^Pay /).click()
  await button(page, wallet).click()
}
