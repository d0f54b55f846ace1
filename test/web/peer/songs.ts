/** A real node with two songs of two minutes, long enough to seek and to lose a node in. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { wav } from '../../support/audio.ts'
import { Stage, type Node } from '../../journey/megabox.ts'
import { cover } from '../shopfront.ts'

export interface Songs {
  stage: Stage
  node: Node
  /** CIDs, in order. */
  songs: string[]
  cover: string
}

interface Published {
  tracks: { cid: string }[]
}

export async function openSongs(seconds = 120, ...options: string[]): Promise<Songs> {
  const stage = await Stage.open()
  const node = await stage.up('shop', '--no-demo', ...options)
  const songs = await publishAlbum(stage, 'shop', { seconds })
  const listed: unknown = await (await fetch(new URL('/api/v1/releases', node.ready.http))).json()
  const cid = /"artwork":\{[^}]*"cid":"(\w+)"/.exec(JSON.stringify(listed))?.[1] ?? ''
  return { stage, node, songs, cover: cid }
}

/** Gives the songs' CIDs. */
export async function publishAlbum(
  stage: Stage,
  node: string,
  { seconds = 10, artist = 'Nadia Voss', pitch = 220 } = {},
  ...options: string[]
): Promise<string[]> {
  const folder = stage.data(`album of ${artist}`)
  await mkdir(folder)
  await writeFile(join(folder, '01 One.wav'), wav({ seconds, rate: 44_100, pitch }))
  await writeFile(join(folder, '02 Two.wav'), wav({ seconds, rate: 44_100, pitch: pitch * 1.5 }))
  await writeFile(join(folder, 'cover.png'), cover([120, 40, 90], [250, 200, 40]))
  const words = ['publish', folder, '--artist', artist, '--price', '0', '--json', ...options]
  const { json } = await stage.run<Published>(node, ...words)
  return json.tracks.map((track) => track.cid)
}
