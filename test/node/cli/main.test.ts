import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { COMMANDS } from '../../../node/cli/commands.ts'
import { overview, pageOf } from '../../../node/cli/help.ts'
import { optionsOf } from '../../../node/cli/options.ts'
import { MAIN, megabox } from './program.ts'

/** `megabox: cause. cure.`, on one line. */
const ONE_LINE = /^megabox: \S[^\n]*\. \S[^\n]*\n$/

describe('the command line', function () {
  this.timeout(30_000)
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-cli-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('names every command in its overview, with what it is for', async () => {
    const { code, stdout } = await megabox([])
    assert.deepEqual([code, stdout], [0, `${await overview()}\n`])
    for (const [name, load] of Object.entries(COMMANDS)) {
      assert.ok(stdout.includes(`  ${name} `), name)
      assert.ok(stdout.includes((await load()).summary), name)
    }
  })

  it('explains every command: what it wants, each option, an example', async () => {
    for (const [name, load] of Object.entries(COMMANDS)) {
      const command = await load()
      const page = pageOf(name, command)
      assert.ok(page.startsWith(`megabox ${name} `), name)
      for (const [option, { help }] of Object.entries(optionsOf(command))) {
        assert.ok(page.includes(`--${option}`) && page.includes(help), `${name} --${option}`)
      }
      const examples = command.examples.filter((example) => page.includes(`  ${example}`))
      assert.ok(examples.length > 0 && examples.every((e) => e.startsWith(`megabox ${name}`)), name)
    }
  })

  it('shows a command’s page for --help, -h and help COMMAND alike, and does nothing else', async () => {
    const page = `${pageOf('up', await COMMANDS.up())}\n`
    for (const words of [
      ['up', '--help'],
      ['up', '-h', '--bogus'],
      ['help', 'up'],
    ]) {
      assert.deepEqual(await megabox(words), { code: 0, stdout: page, stderr: '' })
    }
  })

  it('tells its version', async () => {
    const { code, stdout } = await megabox(['--version'])
    assert.deepEqual([code, stdout], [0, `${packageJson.version}\n`])
  })

  it('refuses words that mean nothing in one line, with exit code 2', async () => {
    const data = ['--data', join(folder, 'none')]
    const cases = [
      ['bogus'],
      ['help', 'bogus'],
      ['toString'],
      ['search', '--bogus', ...data],
      ['publish', 'x', '--price', '-1', ...data],
      ['publish', ...data],
      ['status', 'now', ...data],
      ['up', './folder', ...data],
      ['show', ...data],
      ['show', '0x12', ...data],
      ['show', '../status', ...data],
      ['get', `0x${'1'.repeat(64)}`, ...data],
      ['search', '--limit', 'many', ...data],
      ['wallet', 'burn', ...data],
      ['wallet', 'new', 'me', ...data],
    ]
    await Promise.all(
      cases.map(async (words) => {
        const { code, stdout, stderr } = await megabox(words)
        assert.deepEqual([code, stdout], [2, ''], words.join(' '))
        assert.match(stderr, ONE_LINE)
      }),
    )
  })

  it('refuses them in JSON too, when that is wanted', async () => {
    const { code, stderr } = await megabox(['show', '0x12', '--json'])
    assert.equal(code, 2)
    const { error } = JSON.parse(stderr) as { error: Record<string, string> }
    assert.deepEqual(Object.keys(error), ['code', 'message', 'cure'])
    assert.equal(error['code'], 'UsageError')
  })

  it('repeats nothing that a terminal would obey', async () => {
    for (const json of [[], ['--json']]) {
      const { stderr } = await megabox(['show', '\u001b[2J\u009b31m', ...json])
      assert.match(stderr, /^[ -~…]+\n$/)
    }
  })

  it('ends quietly when its reader has seen enough', () => {
    const piped = '"$0" "$1" help | true; exit "${PIPESTATUS[0]}"'
    const ran = spawnSync('bash', ['-c', piped, process.execPath, MAIN], { encoding: 'utf8' })
    assert.deepEqual([ran.status, ran.stdout, ran.stderr], [0, '', ''])
  })

  it('says that no node runs, and how to start one, where none does', async () => {
    for (const words of [
      ['search'],
      ['status'],
      ['peers'],
      ['publish', 'x'],
      ['buy', `0x${'1'.repeat(64)}`],
    ]) {
      const { code, stderr } = await megabox([...words, '--data', join(folder, 'none')])
      assert.equal(code, 1)
      assert.match(stderr, ONE_LINE)
      assert.match(stderr, /No node is running/)
    }
  })

  it('means the folder the person stands in, also when npm runs it', async () => {
    const env = { npm_lifecycle_event: 'megabox', INIT_CWD: folder }
    const { stderr } = await megabox(['status', '--data', 'here'], { cwd: '/', env })
    assert.ok(stderr.includes(join(folder, 'here')), stderr)
    const other = { ...env, npm_lifecycle_event: 'test' }
    const plain = await megabox(['status', '--data', 'here'], { cwd: '/', env: other })
    assert.ok(plain.stderr.includes(' /here'), plain.stderr)
  })
})
