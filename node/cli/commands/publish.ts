/** `megabox publish`: an artist's files go on sale. The node ingests, the wallet here signs and pays. */
import {
  ARTIST_SIDE_BPS,
  formatEther,
  fromWire,
  MegaboxError,
  parseEther,
  parsePayee,
  publish as journey,
  RemoteError,
  UsageError,
  type ErrorBody,
  type IngestProgress,
  type Published,
  type PublishStep,
} from '../../index.ts'
import type { WireDraft } from '../../daemon/main.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Command, type Values } from '../command.ts'
import { linesOf } from '../lines.ts'
import { isOn, list, text } from '../options.ts'
import { dataOf, pathOf } from '../place.ts'
import { progressOn } from '../progress.ts'
import { openPurse } from '../purse.ts'
import { jsonLine, plain } from '../show.ts'

export const publish: Command = {
  summary: 'Put your music on sale: 90 % of each sale goes to you inside the sale.',
  usage: 'FILE… | FOLDER [options]',
  details:
    'Reads FLAC, WAV, MP3 and Ogg with their tags and cover. What you do not say is filled from\n' +
    'the tags, and said. The same files again give the same release.',
  examples: [
    'megabox publish ./night-ferry --price 0.01',
    'megabox publish a.flac b.flac --artist "Nadia Voss" --title "Night Ferry" --payee 0xabc…:1800',
  ],
  options: {
    title: { type: 'string', value: 'TEXT', help: 'Title of the release.' },
    artist: { type: 'string', value: 'TEXT', help: 'Name of the artist.' },
    kind: { type: 'string', value: 'KIND', help: 'album, ep or single.' },
    genre: { type: 'string', multiple: true, value: 'TEXT', help: 'Genre.' },
    date: { type: 'string', value: 'DATE', help: 'YYYY, YYYY-MM or YYYY-MM-DD.' },
    license: { type: 'string', value: 'ID', help: 'SPDX or Creative Commons id, as CC-BY-4.0.' },
    price: { type: 'string', value: 'ETH', help: 'Lowest price (default 0: name your price).' },
    payee: {
      type: 'string',
      multiple: true,
      value: 'ADDRESS:BPS',
      help: 'Who else is paid, in parts of the 9000; the rest is yours.',
    },
    cap: {
      type: 'string',
      value: 'N',
      help: 'How many copies can ever be sold (default: no limit).',
    },
    strict: { type: 'boolean', help: 'Publish nothing when any file cannot be used.' },
    wallet: WALLET,
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    if (positionals.length === 0) {
      throw new UsageError('Nothing was named to publish.', 'Name files or a folder. See --help.')
    }
    const json = isOn(values, 'json')
    const sale = saleFrom(values)
    const directory = dataOf(values)
    const client = await Client.open(directory)
    const draft = await draftOf(client, positionals.map(pathOf), values, json)
    const say = (line: string) => {
      if (!json) process.stderr.write(`${line}\n`)
    }
    describe(draft, say)
    const { ledger, endpoint } = await client.ledger()
    const purse = await openPurse(directory, text(values, 'wallet'), {
      chain: ledger.chain,
      endpoint,
    })
    const result = await journey(
      { artistName: draft.artistName, body: fromWire(draft.body) },
      { ...sale, onStep: (step) => say(STEPS[step]) },
      { ledger, purse, press: client.press() },
    ).finally(() => endpoint.close())
    if (result.termsDiffer) {
      const { priceWei } = await client.release(result.release)
      process.stderr.write(
        `  Note: It is on sale ${priceOf(BigInt(priceWei))}, as published before; ` +
          'the price, copies or payees you gave now were not used.\n',
      )
    }
    if (!result.listed) process.stderr.write(NOT_LISTED)
    const { tracks } = draft
    process.stdout.write(
      json ? jsonLine({ ...result, tracks }) : summary(draft, result, sale.priceWei),
    )
  },
}

const NOT_LISTED =
  '  Note: It is minted, but this node does not list it yet: it still checks it, or refuses it.\n' +
  '  Look with "megabox show"; the same command again mints nothing twice.\n'

const STEPS: Record<PublishStep, string> = {
  signing: 'Signing the manifest.',
  storing: 'Storing it on the node.',
  minting: 'Putting it on sale: waiting for the chain.',
  announcing: 'Telling the network.',
  listing: 'Waiting until the node lists it.',
}

function saleFrom(values: Values) {
  const cap = text(values, 'cap')
  const price = text(values, 'price')
  if (cap !== undefined && !/^\d{1,10}$/.test(cap))
    throw new UsageError(`"${cap}" is no number of copies.`, 'Give --cap a whole number.')
  const payees = list(values, 'payee').map(parsePayee)
  const shares = payees.reduce((sum, { bps }) => sum + bps, 0)
  if (shares > ARTIST_SIDE_BPS) {
    throw new UsageError(
      `The payees would get ${shares} of ${ARTIST_SIDE_BPS}.`,
      'Give them less; what they leave is yours.',
    )
  }
  return {
    ...(price !== undefined && { priceWei: parseEther(price) }),
    ...(cap !== undefined && { cap: Number(cap) }),
    ...(payees.length > 0 && { payees }),
  }
}

type Line = { progress: IngestProgress } | { draft: WireDraft } | ErrorBody

async function draftOf(
  client: Client,
  paths: readonly string[],
  values: Values,
  quiet: boolean,
): Promise<WireDraft> {
  const response = await client.request('/api/v1/drafts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paths, options: draftOptions(values) }),
  })
  const progress = progressOn(process.stderr, quiet)
  try {
    for await (const line of linesOf<Line>(response)) {
      if ('error' in line) throw new RemoteError(line)
      if ('draft' in line) return line.draft
      const { step, file, index, of, bytesDone, bytesTotal, bytesPerSecond } = line.progress
      if (step === 'add') {
        progress.update(`${index}/${of} ${plain(file)}`, bytesDone, bytesTotal, bytesPerSecond)
      }
    }
  } catch (error) {
    // What is not our word is the wire's: the node was stopped or killed.
    if (error instanceof MegaboxError) throw error
  } finally {
    progress.end()
  }
  throw new RemoteError({
    error: {
      code: 'NodeError',
      message: 'The node stopped before it had read all the files.',
      cure: 'Start it and run the same command again; it goes on where it was.',
    },
  })
}

function draftOptions(values: Values): object {
  const genres = list(values, 'genre')
  return {
    title: text(values, 'title'),
    artist: text(values, 'artist'),
    kind: text(values, 'kind'),
    date: text(values, 'date'),
    licence: text(values, 'license'),
    ...(genres.length > 0 && { genres }),
    ...(isOn(values, 'strict') && { strict: true }),
  }
}

/** What was found, filled and left out. Left-out files are told also with --json. */
function describe(draft: WireDraft, say: (line: string) => void): void {
  say(`${plain(draft.title)} by ${plain(draft.artistName)}`)
  for (const track of draft.tracks) say(`  ${plain(track.title)}`)
  for (const line of draft.filled) say(`  Filled: ${plain(line)}`)
  for (const line of draft.warnings) process.stderr.write(`  Note: ${plain(line)}\n`)
  for (const { file, reason, cure } of draft.refused) {
    process.stderr.write(`  Left out: "${plain(file)}" ${plain(reason)}. ${plain(cure)}\n`)
  }
}

const priceOf = (priceWei: bigint): string =>
  priceWei === 0n ? 'for what people want to pay' : `from ${formatEther(priceWei)} ETH`

function headline(title: string, { existing, listed }: Published, priceWei = 0n): string {
  if (existing) return `${title} was published before; nothing was changed.`
  if (!listed) return `${title} is minted and not listed yet.`
  return `${title} is on sale, ${priceWei === 0n ? 'name your price' : priceOf(priceWei)}.`
}

function summary(draft: WireDraft, result: Published, priceWei?: bigint): string {
  return [
    headline(plain(draft.title), result, priceWei),
    `Release  ${result.release}`,
    `Edition  ${result.edition}`,
    `Manifest ${result.manifest}`,
    ...(result.tx === null ? [] : [`Paid in  ${result.tx}`]),
    '',
  ].join('\n')
}
