import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** Before it ends, a process that has this loaded passes on 2.5 GiB of buffers, and says what that cost. */
const TRANSFER = `
import { PerformanceObserver } from 'node:perf_hooks'
let done = false
process.on('beforeExit', async () => {
  if (done) return
  done = true
  let whole = 0
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) whole += detail.kind === 4 ? 1 : 0
  }).observe({ entryTypes: ['gc'] })
  const kept = []
  for (let i = 0; i < 40_000; i++) {
    kept[i % 800] = Buffer.allocUnsafeSlow(65_536)
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  console.error('whole heap: ' + whole)
})
`

describe('the program', () => {
  it('does not collect the whole heap again and again while buffers pass through it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'megabox-program-'))
    try {
      const transfer = join(folder, 'transfer.mjs')
      await writeFile(transfer, TRANSFER)
      const args = ['--import', pathToFileURL(transfer).href, 'scripts/megabox.mjs', '--help']
      const { stderr } = await promisify(execFile)(process.execPath, args, {
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      const times = Number(/whole heap: (\d+)/.exec(stderr)?.[1])
      assert.ok(times <= 10, `${times} times`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
