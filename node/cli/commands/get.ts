/** `megabox get`: the release's files into a folder, each compared with what its artist signed. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cidOfBlock,
  decodeManifest,
  equalBytes,
  extensionOf,
  MegaboxError,
  songFileName,
  UnreachableError,
  UsageError,
  type Manifest,
} from '../../index.ts'
import { fromSystem } from '../../daemon/main.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, releaseId, text } from '../options.ts'
import { dataOf, pathOf } from '../place.ts'
import { progressOn, type Progress } from '../progress.ts'
import { jsonLine, plain } from '../show.ts'

export const get: Command = {
  summary: 'Download a release: every file verified, byte for byte what the artist signed.',
  usage: 'RELEASE -o DIR [options]',
  examples: ['megabox get 0x5f3e… -o ./night-ferry'],
  options: {
    output: { type: 'string', short: 'o', value: 'DIR', help: 'Folder for the files.' },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    const id = releaseId(positionals)
    const output = text(values, 'output')
    if (output === undefined) throw new UsageError('No folder was named.', 'Add -o DIR.')
    const folder = pathOf(output)
    const client = await Client.open(dataOf(values))
    const { manifest: cid } = await client.release(id)
    const { release } = await manifestOf(client, cid)
    await mkdir(folder, { recursive: true }).catch(inWords(folder))
    const json = isOn(values, 'json')
    const progress = progressOn(process.stderr, json)
    const files: Got[] = []
    for (const wanted of filesOf(release))
      files.push(await fetchFile(client, folder, wanted, progress))
    progress.end()
    const [cover] = await coverOf(client, folder, release, progress)
    const result = { files, ...(cover && { cover }) }
    process.stdout.write(json ? jsonLine(result) : report(result, folder))
  },
}

interface Wanted {
  name: string
  cid: string
  bytes: number
  /** Of the plain bytes, where the manifest states it. */
  sha256?: Uint8Array
}

interface Got {
  path: string
  cid: string
  bytes: number
}

/** The node is believed nothing: the manifest must hash to its CID, the files to its hashes. */
async function manifestOf(client: Client, cid: string): Promise<Manifest> {
  const response = await client.request(`/ipfs/${cid}`)
  const block = new Uint8Array(await response.arrayBuffer())
  if (cidOfBlock(block).toString() !== cid) throw new UnreachableError(cid)
  return decodeManifest(block)
}

function filesOf(release: Manifest['release']): Wanted[] {
  return release.tracks.map((track) => ({
    name: songFileName(track, track.master.mime),
    cid: track.master.cid.toString(),
    bytes: track.master.bytes,
    sha256: track.master.sha256,
  }))
}

async function coverOf(
  client: Client,
  folder: string,
  { artwork }: Manifest['release'],
  progress: Progress,
): Promise<Got[]> {
  if (!artwork) return []
  const cid = artwork.cid.toString()
  const { headers } = await client.request(`/ipfs/${cid}`, { method: 'HEAD' })
  const bytes = Number(headers.get('content-length'))
  const name = `cover.${extensionOf(artwork.mime)}`
  return [await fetchFile(client, folder, { name, cid, bytes }, progress)]
}

/** Written beside its place and renamed when it is whole and right. What is there already stays. */
async function fetchFile(
  client: Client,
  folder: string,
  { name, cid, bytes, sha256 }: Wanted,
  progress: Progress,
): Promise<Got> {
  const path = join(folder, name)
  const got = { path, cid, bytes }
  if (sha256 && (await hashOf(path).catch(() => undefined))?.equals(sha256)) return got
  const part = `${path}.part`
  const { body } = await client.request(`/ipfs/${cid}`)
  const hash = createHash('sha256')
  let done = 0
  const file = await open(part, 'w').catch(inWords(part))
  try {
    for await (const chunk of body ?? []) {
      hash.update(chunk)
      await file.writeFile(chunk).catch(inWords(folder))
      done += chunk.length
      progress.update(plain(name), done, bytes)
    }
  } catch (cause) {
    await rm(part, { force: true })
    throw cause instanceof MegaboxError ? cause : new UnreachableError(cid, { cause })
  } finally {
    await file.close()
  }
  if (done !== bytes || (sha256 && !equalBytes(hash.digest(), sha256))) {
    await rm(part, { force: true })
    throw new UnreachableError(cid)
  }
  await rename(part, path).catch(async (error: unknown) => {
    await rm(part, { force: true })
    return inWords(path)(error)
  })
  return got
}

/** A folder of that name, a full disk, a folder of somebody else's: said with the place. */
const inWords =
  (place: string) =>
  (error: unknown): never => {
    throw fromSystem(error, place)
  }

async function hashOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest()
}

const report = ({ files, cover }: { files: Got[]; cover?: Got }, folder: string): string =>
  `${files.length === 1 ? '1 song' : `${files.length} songs`}${cover ? ' and the cover' : ''} in ${folder}, verified.\n`
