/** A tab of the shop, driven as its page's code would drive it. */
import type { BrowserContext, Page } from 'playwright-core'
import { eventually } from '../../journey/megabox.ts'
import type { PeerStatus } from '../../../web/src/peer/status.ts'
import type { TestWindow } from './page/main.ts'

export class Tab {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** Opens it and gives it once it is ready. */
  static async open(context: BrowserContext, url: string): Promise<Tab> {
    const tab = new Tab(await context.newPage())
    await tab.page.goto(url)
    await tab.ready()
    return tab
  }

  async ready(): Promise<void> {
    await this.page.evaluate(async () => {
      const shop = await (window as unknown as TestWindow).opened
      await shop.ready
    })
  }

  /** The click: gives how long it took until it played, ms. */
  async play(cid: string, rate = 1): Promise<number> {
    return this.page.evaluate(
      async ({ cid, rate }) => {
        const { shop } = window as unknown as TestWindow
        const audio = document.querySelector('audio')
        if (!audio) throw new Error('no audio')
        audio.muted = true
        const started = performance.now()
        audio.src = shop.play(cid)
        audio.playbackRate = rate
        const playing = new Promise((resolve, reject) => {
          audio.addEventListener('playing', resolve, { once: true })
          audio.addEventListener('error', () => reject(new Error(audio.error?.message)))
        })
        void audio.play().catch(() => undefined)
        await playing
        return performance.now() - started
      },
      { cid, rate },
    )
  }

  /** Gives how long it took until it played from there, ms. */
  async seek(to: number): Promise<number> {
    return this.page.evaluate(async (to) => {
      const audio = document.querySelector('audio')
      if (!audio) throw new Error('no audio')
      const started = performance.now()
      const there = new Promise((resolve) =>
        audio.addEventListener('playing', resolve, { once: true }),
      )
      audio.currentTime = to
      await there
      return performance.now() - started
    }, to)
  }

  /** Where the song is, seconds. */
  async now(): Promise<number> {
    return this.page.evaluate(() => document.querySelector('audio')?.currentTime ?? -1)
  }

  /** The longest that the song stood still within `ms`, ms. */
  async longestHalt(ms: number): Promise<number> {
    return this.page.evaluate(async (ms) => {
      const audio = document.querySelector('audio')
      let [at, since, longest] = [-1, performance.now(), 0]
      for (const end = since + ms; performance.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        const now = performance.now()
        if (audio && audio.currentTime !== at) [at, since] = [audio.currentTime, now]
        longest = Math.max(longest, now - since)
      }
      return longest
    }, ms)
  }

  /** A file as the page gets it: status, headers, and what its bytes hash to. */
  async get(cid: string, headers: Record<string, string> = {}) {
    return this.page.evaluate(
      async ({ cid, headers }) => {
        const answer = await fetch((window as unknown as TestWindow).shop.play(cid), { headers })
        const bytes = await answer.arrayBuffer()
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
        return {
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
          bytes: bytes.byteLength,
          sha256: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
        }
      },
      { cid, headers },
    )
  }

  async fetchAhead(cid: string): Promise<void> {
    await this.page.evaluate(async (cid) => {
      await (window as unknown as TestWindow).shop.fetchAhead(cid, new AbortController().signal)
    }, cid)
  }

  /** Keeps it; gives what progress was told, or the name of what went wrong. */
  async keep(cid: string): Promise<number[] | string> {
    return this.page.evaluate(async (cid) => {
      const told: number[] = []
      try {
        await (window as unknown as TestWindow).shop.keep(cid, {
          onBytes: (bytes) => void told.push(bytes),
        })
        return told
      } catch (error) {
        return error instanceof Error ? error.name : ''
      }
    }, cid)
  }

  async share(on: boolean): Promise<void> {
    await this.page.evaluate((on) => (window as unknown as TestWindow).shop.setSharing(on), on)
  }

  async drop(cid: string): Promise<void> {
    await this.page.evaluate((cid) => (window as unknown as TestWindow).shop.drop(cid), cid)
  }

  async isKept(cid: string): Promise<boolean> {
    return this.page.evaluate((cid) => (window as unknown as TestWindow).shop.isKept(cid), cid)
  }

  async leads(): Promise<boolean> {
    return this.page.evaluate(() => (window as unknown as TestWindow).shop.leads)
  }

  /** Titles of the releases that were announced to it. */
  async heard(): Promise<string[]> {
    return this.page.evaluate(() =>
      (window as unknown as TestWindow).heard.map(({ work }) => work?.title ?? ''),
    )
  }

  async status(): Promise<PeerStatus | undefined> {
    return this.page.evaluate(() => (window as unknown as TestWindow).shop.status())
  }

  /** Its status as soon as it is as wanted. */
  async until(ms: number, isGood: (status: PeerStatus) => boolean): Promise<PeerStatus> {
    const good = (status: PeerStatus | undefined) => status !== undefined && isGood(status)
    const { answer } = await eventually(ms, () => this.status(), good)
    if (!answer) throw new Error('no status')
    return answer
  }

  /** All that it was made of is here, so that it opens when its shop is gone. */
  async opensAlone(): Promise<boolean> {
    return this.page.evaluate(async () => {
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
      const assets = loaded.filter((url) => url.includes('/assets/'))
      const kept = await Promise.all(
        [new URL('/', location.href), ...assets].map((url) => caches.match(url)),
      )
      return assets.length > 0 && kept.every((one) => one !== undefined)
    })
  }

  async close(): Promise<void> {
    await this.page.close()
  }
}
