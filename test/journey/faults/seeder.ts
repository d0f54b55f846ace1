/** An honest node that holds songs, in a folder of its own. */
import { FileBlocks } from '../../../node/daemon/stores/fileBlocks.ts'
import { made } from './made.ts'
import { ownNode, type OwnNode } from './ownNode.ts'

export class Seeder {
  #node: OwnNode | undefined

  /** Answers with its address. */
  async open(directory: string): Promise<string> {
    const { blocks, held } = await FileBlocks.open(directory)
    const listen = ['/ip4/127.0.0.1/tcp/0']
    this.#node = await ownNode({ listen, blockstore: blocks, held })
    const [address = ''] = this.#node.network.addresses()
    return address
  }

  /** Makes a song and holds it; answers with its CID. */
  async add(seed: number, bytes: number): Promise<string> {
    const song = made(seed, bytes)
    const { cid } = await this.#own.network.files.add(
      (async function* () {
        yield song
      })(),
    )
    return cid.toString()
  }

  async streams(): Promise<number> {
    return this.#own.streams()
  }

  get #own(): OwnNode {
    if (!this.#node) throw new Error('open it first')
    return this.#node
  }
}
