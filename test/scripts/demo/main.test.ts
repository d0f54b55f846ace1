// The program as the shop calls it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../scripts/demo/main.ts', import.meta.url))

describe('demo program', () => {
  it('says what is missing when it is not told where the music should go', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], { encoding: 'utf8' })
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /OUTDIR/)
  })
})
