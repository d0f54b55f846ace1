import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../node/cli/main.ts', import.meta.url))

/** Loaded before the node: throws out of nowhere as soon as the node has said that it is ready. */
const FAULT = `
  const write = process.stdout.write
  process.stdout.write = function (text, ...rest) {
    if (String(text).includes('"ready"')) setTimeout(() => { throw new Error('planted') })
    return write.call(this, text, ...rest)
  }`

describe('a node that meets an error nobody expected', () => {
  it('says so, stops cleanly, and does not pretend that all went well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'megabox-crash-'))
    try {
      const fault = `data:text/javascript,${encodeURIComponent(FAULT)}`
      const words = ['up', '--data', folder, '--http', '0', '--p2p', '0', '--no-demo', '--json']
      const node = spawn(process.execPath, ['--import', fault, MAIN, ...words], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let log = ''
      node.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
      const [code] = (await once(node, 'close')) as [number | null]
      assert.equal(code, 1)
      assert.match(log, /planted/)
      assert.match(log, /Stopping/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }).timeout(30_000)
})
