/** A real Chromium with a fresh profile, for tests of the page. Never skipped: no browser, no proof. */
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `await using` closes it. */
export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  return chromium.launch({ executablePath: await findChromium(), args: ARGS })
}

/** `MEGABOX_CHROMIUM` if it is set, else the first of the usual names in `PATH`. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env['MEGABOX_CHROMIUM']
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin']
  const places = named ? [named] : NAMES.flatMap((name) => folders.map((dir) => join(dir, name)))
  for (const place of places) {
    if (await exists(place)) return place
  }
  throw new Error(
    `No Chromium was found${named ? ` at ${named}` : ''}. Install one (apt-get install chromium) ` +
      'or set MEGABOX_CHROMIUM to the path of its program.',
  )
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
