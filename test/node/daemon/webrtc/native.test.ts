import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

describe('a node on a platform without WebRTC', function () {
  this.timeout(30_000)
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-test-'))
  })
  after(() => rm(directory, { recursive: true, force: true }))

  it('starts without it, and says so once', async () => {
    const hide = `data:text/javascript,${encodeURIComponent(`
      import { registerHooks } from 'node:module'
      registerHooks({ resolve(specifier, context, next) {
        if (specifier.startsWith('@node-datachannel/')) throw new Error('no such platform')
        return next(specifier, context)
      } })`)}`
    const main = fileURLToPath(new URL('../../../../node/cli/main.ts', import.meta.url))
    const words = [
      'up',
      '--data',
      join(directory, 'bare'),
      '--http',
      '0',
      '--p2p',
      '0',
      '--no-demo',
    ]
    const child = spawn(process.execPath, ['--import', hide, main, ...words, '--json'])
    try {
      let log = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
      const [ready] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
      assert.match(ready, /"event":"ready"/)
      assert.doesNotMatch(ready, /webrtc/)
      assert.equal(log.match(/no WebRTC/g)?.length, 1)
    } finally {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    }
  })
})
