/** `megabox show`: one release, its songs, its price and who is paid. */
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, releaseId } from '../options.ts'
import { dataOf } from '../place.ts'
import { jsonLine, page } from '../show.ts'

export const show: Command = {
  summary: 'Show a release: its songs, its price, and who is paid.',
  usage: 'RELEASE [options]',
  examples: ['megabox show 0x5f3e…'],
  options: { data: DATA, json: JSON_OUTPUT },
  async run({ values, positionals }) {
    const id = releaseId(positionals)
    const view = await (await Client.open(dataOf(values))).release(id)
    process.stdout.write(isOn(values, 'json') ? jsonLine(view) : `${page(view)}\n`)
  },
}
