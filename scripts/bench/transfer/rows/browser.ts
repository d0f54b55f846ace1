/** What a real player needs before it plays, and how far it reads ahead: why the marks are where they are. */
import { access } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { writeFile } from 'node:fs/promises'
import { chromium, type Page } from 'playwright-core'
import type { Worker } from '../crew.ts'
import { median } from '../../figures.ts'
import { silentMp3 } from '../silentMp3.ts'
import type { Http } from '../roles/http.ts'
import type { Line } from '../roles/line.ts'
import { SkippedError, type Figure, type Row } from '../row.ts'
import { bare, TRACK_BYTES } from './seeding.ts'

const CHROMIUM = process.env['MEGABOX_CHROMIUM'] ?? '/usr/bin/chromium'
const HOME = { bytesPerSecond: 1e6, delayMs: 40, queueBytes: 64 * 1024 }
/** Enough for the line to bring what a player wants ahead. */
const AHEAD_MS = 8000

export const browser: Row = {
  name: 'browser',
  about: 'bytes Chromium has when a 320 kb/s MP3 plays, and how far it reads ahead',
  async run(bench) {
    const { crew, scratch, options } = bench
    await access(CHROMIUM).catch(() => {
      throw new SkippedError(`no Chromium at ${CHROMIUM}: set MEGABOX_CHROMIUM`)
    })
    const [path, socket] = [scratch.place('song'), scratch.place('socket')]
    await writeFile(path, silentMp3(TRACK_BYTES))
    const server = await crew.spawn<Http>('http')
    await server.do('serve', path, { socket, type: 'audio/mpeg' })
    const line = await crew.spawn<Line>('line')
    const port = await line.do('open', { path: socket }, HOME)
    const opened = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
    })
    const heard: Played[] = []
    try {
      while (heard.length < options.runs) {
        heard.push(await play(await opened.newPage(), line, port))
        process.stderr.write('.')
      }
      process.stderr.write('\n')
    } finally {
      await opened.close()
    }
    const values = (name: keyof Played) => heard.map((one) => one[name])
    bench.note(
      `the MP3 is ${TRACK_BYTES / 1e6} MB of silent frames, through 8 Mbit/s and 40 ms each way`,
    )
    bench.note(`Chromium plays after ${Math.round(median(values('atPlaying')) / 1024)} KiB`)
    const figure = (what: string, unit: string, name: keyof Played, scale: number): Figure => ({
      ...{ what, unit, ours: values(name).map((value) => bare(value / scale)) },
    })
    return [
      figure('out of the line when "playing" fires', 'KiB', 'atPlaying', 1024),
      figure('click to "playing"', 'ms', 'playingMs', 1),
      figure(`received ${AHEAD_MS / 1000} s later`, 'MiB', 'ahead', 1024 * 1024),
    ]
  },
}

interface Played {
  atPlaying: number
  playingMs: number
  ahead: number
}

async function play(page: Page, line: Worker<Line>, port: number): Promise<Played> {
  const delivered = async () => (await line.do('delivered'))[0] ?? 0
  const cdp = await page.context().newCDPSession(page)
  let received = 0
  await cdp.send('Network.enable')
  cdp.on('Network.dataReceived', ({ dataLength }) => (received += dataLength))
  const before = await delivered()
  const playing = Promise.withResolvers<number>()
  // The moment itself: what came out of the line until then.
  await page.exposeFunction('playing', async () => playing.resolve(await delivered()))
  const url = `http://127.0.0.1:${port}/song.mp3`
  const playingMs = await page.evaluate(
    (source) =>
      new Promise<number>((resolve) => {
        const started = performance.now()
        const audio = new Audio(source)
        audio.addEventListener('playing', () => {
          // Put there above.
          ;(globalThis as unknown as { playing: () => void }).playing()
          resolve(performance.now() - started)
        })
        void audio.play()
      }),
    url,
  )
  const atPlaying = (await playing.promise) - before
  await pause(AHEAD_MS)
  await page.close()
  return { atPlaying, playingMs, ahead: received }
}
