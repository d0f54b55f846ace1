/** Music for an empty shop: composed by a process of its own, then published like anyone's. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import {
  currencyOf,
  fromWire,
  hasCode,
  parseAmount,
  PLAY_DOLLAR,
  publish,
  SignerPurse,
  signerOf,
  ZERO_ADDRESS,
  type ChainRef,
  type Endpoint,
  type Ledger,
  type Press,
  type SaleOptions,
} from '../index.ts'
import { givePlayMoney } from './chain/playMoney.ts'
import { draftFrom, type DraftPowers, type WireDraft } from './draft.ts'
import type { Wallets } from './wallets.ts'

const GENERATOR = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url))

const Made = v.object({
  releases: v.array(v.object({ folder: v.string(), artist: v.string(), priceDollars: v.string() })),
})
type Release = v.InferOutput<typeof Made>['releases'][number]

export interface DemoPowers extends DraftPowers {
  endpoint: Endpoint
  ledger: Ledger & { chain: ChainRef }
  press: Press
  wallets: Wallets
  /** One line of progress. */
  say: (line: string) => void
  signal: AbortSignal
}

const todoIn = (directory: string) => join(directory, 'demo.todo')

/** On the very first start: there will be demo music, even if this run is interrupted. */
export const planDemo = (directory: string): Promise<void> => writeFile(todoIn(directory), '')

/** Does nothing once all of it is on sale; an interrupted run is completed by the next. */
export async function publishDemo(directory: string, powers: DemoPowers): Promise<void> {
  if (!(await exists(todoIn(directory)))) return
  const folder = join(directory, 'demo')
  powers.say('Composing demo music, once. This takes a few seconds.')
  const releases = await compose(folder, powers)
  for (const [i, release] of releases.entries()) {
    await publishOne(join(folder, release.folder), release, i, powers)
  }
  await rm(todoIn(directory))
  // The node holds the music as blocks now.
  await rm(folder, { recursive: true, force: true })
}

async function compose(folder: string, { say, signal }: DemoPowers): Promise<Release[]> {
  const generator = spawn(process.execPath, [GENERATOR, folder, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  createInterface(generator.stderr).on('line', (line) => say(`  ${line}`))
  let made = ''
  generator.stdout.setEncoding('utf8').on('data', (text: string) => (made += text))
  const [code] = (await once(generator, 'close')) as [number | null]
  if (code !== 0) throw new Error(`composing the demo music failed (exit ${code ?? 'by a signal'})`)
  return v.parse(Made, JSON.parse(made)).releases
}

async function publishOne(
  path: string,
  { artist, priceDollars }: Release,
  number: number,
  powers: DemoPowers,
): Promise<void> {
  const { endpoint, ledger, press, wallets, signal } = powers
  const file = await wallets.play(`play-artist-${number + 1}`)
  const wallet = await wallets.open(file, '')
  await givePlayMoney(endpoint, wallet.address)
  const purse = await SignerPurse.open(signerOf(wallet, endpoint), ledger.chain)
  const draft = await drained(draftFrom([path], {}, powers, signal))
  const body = fromWire(draft.body)
  const options = await priceOf(priceDollars, powers)
  const by = { artistName: draft.artistName, body }
  const { listed } = await publish(by, options, { ledger, purse, press })
  powers.say(`  ${listed ? 'On sale' : 'Still being checked'}: ${draft.title} by ${artist}`)
}

/** In play dollars, where the chain has them: one that is older than they are asks for nothing. */
async function priceOf(
  dollars: string,
  { endpoint, ledger }: Pick<DemoPowers, 'endpoint' | 'ledger'>,
): Promise<SaleOptions> {
  const money = currencyOf(ledger.chain.id, PLAY_DOLLAR)
  if (!money || !(await hasCode(endpoint, PLAY_DOLLAR))) {
    return { priceWei: 0n, currency: ZERO_ADDRESS }
  }
  return { priceWei: parseAmount(dollars, money), currency: PLAY_DOLLAR }
}

async function drained(work: AsyncGenerator<unknown, WireDraft>): Promise<WireDraft> {
  let step = await work.next()
  while (step.done !== true) step = await work.next()
  return step.value
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
