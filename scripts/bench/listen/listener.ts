/** A listener: a fresh profile of Chromium, with our page or with one that has no service worker. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { BenchWindow } from './page/main.ts'

/** Pages settle, and write down what they were made of. */
const SETTLE_MS = 2_500
const HEARD_MS = 1_000

export class Listener implements AsyncDisposable {
  readonly #context: BrowserContext
  readonly #url: string
  readonly #ours: boolean
  #page: Page | undefined

  private constructor(context: BrowserContext, url: string, ours: boolean) {
    this.#context = context
    this.#url = url
    this.#ours = ours
  }

  /** `url`: of the front. */
  static async open(browser: Browser, url: string, { ours }: { ours: boolean }): Promise<Listener> {
    const context = await browser.newContext({ serviceWorkers: ours ? 'allow' : 'block' })
    return new Listener(context, url, ours)
  }

  /** Opens the page, or another one of the same profile; gives how long it took to be ready, ms. */
  async visit(): Promise<number> {
    await this.#page?.close()
    this.#page = await this.#context.newPage()
    await this.#page.goto(`${this.#url}/${this.#ours ? '' : 'plain'}`)
    const ready = this.#ours ? await this.#page.evaluate(readyMs) : 0
    await this.#page.waitForTimeout(SETTLE_MS)
    return ready
  }

  /** The click: how long until it plays, ms. */
  async play(cid: string): Promise<number> {
    return this.#here.evaluate(play, `${this.#url}/ipfs/${cid}`)
  }

  /** As if somebody heard some of it first. */
  async wait(): Promise<void> {
    await this.#here.waitForTimeout(HEARD_MS)
  }

  /** `part`: 0 is the beginning, 1 the end. */
  async seek(part: number): Promise<number> {
    return this.#here.evaluate(seek, part)
  }

  /** All of it on this device; of plain HTTP, in the browser's cache. */
  async bring(cid: string): Promise<void> {
    if (this.#ours) await this.#here.evaluate(fetchAhead, cid)
    else await this.#here.evaluate(fetchAll, `${this.#url}/ipfs/${cid}`)
  }

  /** Forgets what is not needed any more, as far as Chromium can be told to. */
  async collect(): Promise<void> {
    const page = this.#here
    await page.evaluate(collect)
    for (const worker of page.workers()) await worker.evaluate(collect)
    for (const worker of this.#context.serviceWorkers()) await worker.evaluate(collect)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
  }

  get #here(): Page {
    if (!this.#page) throw new Error('visit first')
    return this.#page
  }
}

const collect = () => (globalThis as unknown as { gc?: () => void }).gc?.()

const readyMs = async () => (await (window as unknown as BenchWindow).bench).readyMs

const fetchAhead = async (cid: string) => {
  const { shop } = await (window as unknown as BenchWindow).bench
  await shop.fetchAhead(cid, new AbortController().signal)
}

const fetchAll = async (url: string) => {
  await (await fetch(url)).arrayBuffer()
}

async function play(url: string): Promise<number> {
  const audio = document.querySelector('audio') ?? document.body.appendChild(new Audio())
  audio.muted = true
  const started = performance.now()
  const playing = new Promise<number>((resolve, reject) => {
    audio.addEventListener('playing', () => resolve(performance.now() - started), { once: true })
    audio.addEventListener('error', () => reject(new Error(audio.error?.message)), { once: true })
  })
  audio.src = url
  audio.play().catch(() => undefined)
  return playing
}

async function seek(part: number): Promise<number> {
  const audio = document.querySelector('audio')
  if (!audio) throw new Error('play first')
  const started = performance.now()
  const playing = new Promise<number>((resolve) =>
    audio.addEventListener('playing', () => resolve(performance.now() - started), { once: true }),
  )
  audio.currentTime = audio.duration * part
  return playing
}
