/** Lighthouse in a process of its own: what it thinks of a page on a phone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { install } from '../install.ts'

const FOLDER = fileURLToPath(new URL('lighthouse/', import.meta.url))
const CLI = fileURLToPath(
  new URL('lighthouse/node_modules/lighthouse/cli/index.js', import.meta.url),
)
const CHROMIUM = process.env['MEGABOX_CHROMIUM'] ?? '/usr/bin/chromium'
const CHROMIUM_FLAGS = '--headless=new --no-sandbox --disable-gpu --no-first-run'
const LONGEST_MS = 180_000

export const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
export type Category = (typeof CATEGORIES)[number]

const score = v.nullable(v.number())
const category = v.object({
  score,
  auditRefs: v.array(v.object({ id: v.string(), weight: v.number() })),
})
const reportSchema = v.object({
  lighthouseVersion: v.string(),
  categories: v.object({
    performance: category,
    accessibility: category,
    'best-practices': category,
  }),
  audits: v.record(v.string(), v.object({ score, numericValue: v.optional(v.number()) })),
})

export type Report = v.InferOutput<typeof reportSchema>

export async function installLighthouse(): Promise<void> {
  if (await install(FOLDER, 'lighthouse')) return
  throw new Error('Lighthouse could not be installed. Is there a network? Then try again.')
}

/** One visit with a fresh profile; Lighthouse's own phone and slow line, simulated. */
export async function visit(url: string, keepAt: string): Promise<Report> {
  const words = [url, '--output=json', `--output-path=${keepAt}`, '--quiet']
  words.push(`--only-categories=${CATEGORIES.join(',')}`, `--chrome-flags=${CHROMIUM_FLAGS}`)
  const child = spawn(process.execPath, [CLI, ...words, '--no-enable-error-reporting'], {
    env: { ...process.env, CHROME_PATH: CHROMIUM },
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: AbortSignal.timeout(LONGEST_MS),
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`Lighthouse ended with ${code ?? 'a signal'} at ${url}`)
  return v.parse(reportSchema, JSON.parse(await readFile(keepAt, 'utf8')))
}

/** What costs points, by the names that Lighthouse's documentation has. */
export function faultsOf(report: Report): string[] {
  const counted = CATEGORIES.flatMap((name) => report.categories[name].auditRefs)
  const weighty = counted.filter(({ weight }) => weight > 0).map(({ id }) => id)
  return [...new Set(weighty)].filter((id) => (report.audits[id]?.score ?? 1) < 1)
}
