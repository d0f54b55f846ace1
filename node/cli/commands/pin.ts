/** `megabox pin`: files the node keeps whole and serves, whoever lists them. */
import { UsageError, type Pinned, type PinProgress } from '../../index.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, noWords } from '../options.ts'
import { dataOf } from '../place.ts'
import { megabytes, progressOn } from '../progress.ts'
import { jsonLine, plain } from '../show.ts'

interface PinRow {
  cid: string
  files: string[]
  at: string
}

export const pin: Command = {
  summary: 'Keep files whole and serve them, whoever lists them.',
  usage: 'add CID… | rm CID… | ls [options]',
  details:
    'A CID is a file, or a manifest with all its files. Pins survive restarts; what is no longer\n' +
    'pinned goes with the next sweep, unless a release still names it.',
  examples: ['megabox pin add bafy…', 'megabox pin ls', 'megabox pin rm bafy…'],
  options: { data: DATA, json: JSON_OUTPUT },
  async run({ values, positionals: [verb = 'ls', ...cids] }) {
    const act = ACTS.get(verb)
    if (!act) throw new UsageError(`"${verb}" is nothing to do with pins.`, 'See --help.')
    if (verb === 'ls') noWords(cids)
    else if (cids.length === 0) throw new UsageError('No CID was named.', 'See --help.')
    await act(await Client.open(dataOf(values)), cids, isOn(values, 'json'))
  },
}

type Act = (client: Client, cids: readonly string[], json: boolean) => Promise<void>

const ACTS = new Map<string, Act>([
  ['add', add],
  ['rm', remove],
  ['ls', list],
])

async function add(client: Client, cids: readonly string[], json: boolean): Promise<void> {
  const pinned: Pinned[] = []
  for (const cid of cids) pinned.push(await addOne(client, cid, json))
  if (json) process.stdout.write(jsonLine(pinned))
  else {
    for (const { cid, files, bytes } of pinned) {
      process.stdout.write(`Pinned ${cid}: ${filesOf(files.length)}, ${megabytes(bytes)}\n`)
    }
  }
}

async function addOne(client: Client, cid: string, quiet: boolean): Promise<Pinned> {
  const progress = progressOn(process.stderr, quiet)
  try {
    const steps = client.steps<PinProgress, Pinned>('/api/v1/pins', { cid }, 'pinned')
    let step = await steps.next()
    for (; step.done !== true; step = await steps.next()) {
      const { file, bytesDone, bytesTotal } = step.value
      progress.update(plain(file), bytesDone, bytesTotal)
    }
    return step.value
  } finally {
    progress.end()
  }
}

async function remove(client: Client, cids: readonly string[], json: boolean): Promise<void> {
  const results: { cid: string; removed: boolean }[] = []
  for (const cid of cids) {
    const path = `/api/v1/pins/${encodeURIComponent(cid)}`
    const { removed } = await client.json<{ removed: boolean }>(path, { method: 'DELETE' })
    results.push({ cid, removed })
  }
  if (json) process.stdout.write(jsonLine(results))
  else {
    for (const { cid, removed } of results) {
      process.stdout.write(`${removed ? 'No longer pinned' : 'Was not pinned'}: ${plain(cid)}\n`)
    }
  }
}

async function list(client: Client, _cids: readonly string[], json: boolean): Promise<void> {
  const { pins } = await client.json<{ pins: PinRow[] }>('/api/v1/pins')
  if (json) process.stdout.write(jsonLine(pins))
  else if (pins.length === 0) process.stdout.write('Nothing is pinned.\n')
  else {
    for (const { cid, files, at } of pins) {
      process.stdout.write(`${cid}  ${filesOf(files.length)}, since ${at.slice(0, 10)}\n`)
    }
  }
}

const filesOf = (count: number): string => (count === 1 ? '1 file' : `${count} files`)
