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

/**
 * The driver switches off that a page inside another one gets storage of its own for each website
 * around it, and with it the service worker there. Of two such switches the last one counts.
 */
const PARTED = '--disable-features=MediaRouter,HttpsUpgrades'

/** `await using` closes it. `parted`: pages in frames as in the browsers people have. */
export async function openBrowser({ parted = false } = {}): Promise<Browser & AsyncDisposable> {
  const args = parted ? [...ARGS, PARTED] : ARGS
  return chromium.launch({ executablePath: await findChromium(), args })
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
