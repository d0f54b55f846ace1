import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Contract } from 'ethers'
import { readRunFile, Wallets } from '../../node/daemon/main.ts'
import { chainAt, Endpoint } from '../../node/ledger/endpoint.ts'
import { signerOf } from '../../node/ledger/signer.ts'
import { freePort } from '../support/anvil.ts'
import { id3, infoList, mp3, wav } from '../support/audio.ts'
import { megabox } from '../node/cli/program.ts'
import { eventually, Stage, type Node } from './megabox.ts'

interface Published {
  release: string
  edition: string
  tracks: { title: string }[]
}
interface Got {
  files: { path: string }[]
}
interface Status {
  chain: { state: string; url?: string }
}

const MAIN = fileURLToPath(new URL('../../node/cli/main.ts', import.meta.url))
const HOSTILE = 'Clear\u001b[2J\u001b]0;owned\u0007 Title'
/** When files were last written, in seconds. */
const WRITTEN = 1_700_000_000
const NOBODY = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'

/** The cause and the cure on one line; others’ control codes are never among it. */
function refused(
  ran: { code: number | null; stdout: string; stderr: string },
  words: RegExp,
): void {
  assert.deepEqual([ran.code, ran.stdout], [1, ''], ran.stderr)
  const last = ran.stderr.trimEnd().split('\n').at(-1) ?? ''
  assert.match(last, /^megabox: \S.*\. \S.*\.$/)
  assert.match(last, words)
}

describe('bad input', function () {
  this.timeout(60_000)
  let stage: Stage
  let shop: Node
  let release: string
  const anyPort = ['--http', '0', '--p2p', '0', '--no-demo']
  const song = (title: string, pitch: number, seconds = 2) =>
    wav({ seconds, pitch, rate: 8000 }, infoList({ INAM: title, IART: 'Quay' }))
  const publish = async (name: string, pitch: number, ...words: string[]) => {
    const folder = stage.data(`album-${pitch}`)
    await mkdir(folder)
    await writeFile(join(folder, '1.wav'), song('One', pitch))
    const ran = await stage.run<Published>(name, 'publish', folder, ...words, '--json')
    return ran.json
  }
  const listed = async (name = 'shop') =>
    (await stage.run<unknown[]>(name, 'search', '--json')).json.length
  const start = (data: string, ...words: string[]) => {
    const child = spawn(process.execPath, [MAIN, 'up', '--data', stage.data(data), ...words], {
      env: { PATH: process.env['PATH'], HOME: stage.folder },
    })
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
    const ended = once(child, 'exit') as Promise<[number | null]>
    return { child, ended, log: () => log }
  }

  before(async () => {
    stage = await Stage.open()
    shop = await stage.up('shop', '--no-demo')
    release = (await publish('shop', 220)).release
  })
  after(() => stage[Symbol.asyncDispose]())

  it('among the files of an album is named and left out, and the rest goes on', async () => {
    const folder = stage.data('mixed')
    await mkdir(folder)
    const good = mp3({ frames: 200 })
    await writeFile(join(folder, '1.mp3'), Buffer.concat([id3({ TIT2: HOSTILE }), good]))
    await writeFile(join(folder, '2 empty.flac'), '')
    await writeFile(join(folder, '3 letter.mp3'), 'Dear listener, this is no music. '.repeat(50))
    await writeFile(join(folder, '4 cut.wav'), song('Cut', 300).subarray(0, 9000))
    await writeFile(
      join(folder, '5 \u001b[31mlie.flac'),
      Buffer.concat([Buffer.from('fLaC'), good]),
    )
    const before = await listed()
    const words = ['publish', folder, '--artist', 'Quay']
    refused(await stage.run('shop', ...words, '--strict'), /Nothing was published/)
    assert.equal(await listed(), before)

    const ran = await stage.run<Published>('shop', ...words, '--json')
    assert.equal(ran.json.tracks.length, 1)
    for (const name of ['2 empty.flac', '3 letter.mp3', '4 cut.wav', 'lie.flac']) {
      assert.match(ran.stderr, new RegExp(`Left out: "[^"\\n]*${name}" [^\\n]+\\. [^\\n]+\\.\\n`))
    }
    const said = [ran.stderr, ran.stdout, (await stage.run('shop', 'search')).stdout]
    assert.doesNotMatch(said.join('').replaceAll('\n', ''), /\p{Cc}/u)
    assert.equal(await listed(), before + 1)
  })

  it('in prices, shares and release ids changes nothing', async () => {
    const folder = stage.data('album-220')
    const before = await listed()
    const share = `0x${'c'.repeat(40)}`
    const unknown = `0x${'1'.repeat(64)}`
    const cases: [number, string[]][] = [
      [2, ['publish', folder, '--price', 'ten']],
      [2, ['publish', folder, '--price', '0.0000000000000000001']],
      [2, ['publish', folder, '--payee', '0x12:1000']],
      [2, ['publish', folder, '--payee', share]],
      [2, ['publish', folder, '--cap', '1.5']],
      [2, ['buy', release, '--pay', 'much']],
      [2, ['buy', release, '--for', 'me']],
      [2, ['publish', folder, '--payee', `${share}:5000`, '--payee', `${share}:4001`]],
      [1, ['show', unknown]],
      [1, ['buy', unknown]],
      [1, ['get', unknown, '-o', 'nowhere']],
    ]
    const check = async ([code, words]: [number, string[]]) => {
      const ran = await stage.run('shop', ...words)
      assert.deepEqual([ran.code, ran.stdout], [code, ''], `${words.join(' ')}: ${ran.stderr}`)
      assert.match(ran.stderr, /megabox: \S[^\n]*\. \S[^\n]*\n$/)
    }
    await Promise.all(cases.map(check))
    assert.equal(await listed(), before)
    await assert.rejects(access(join(stage.folder, 'nowhere')))
  })

  it('a wallet without money cannot pay, and is told so', async () => {
    const how = { env: { MEGABOX_PASSPHRASE: 'x' }, stdin: `0x${'6'.repeat(64)}\n` }
    const data = ['--data', stage.data('shop')]
    const made = await megabox(['wallet', 'import', '--name', 'poor', ...data], how)
    assert.equal(made.code, 0, made.stderr)
    const words = ['buy', release, '--wallet', 'poor', ...data]
    refused(await megabox(words, how), /holds too little/)
    const wrong = await megabox(words, { env: { MEGABOX_PASSPHRASE: 'y' } })
    refused(wrong, /passphrase does not open/)
  })

  it('a sold-out edition is not sold again, nor one its artist closed', async () => {
    const one = await publish('shop', 330, '--cap', '1')
    assert.equal((await stage.run('shop', 'buy', one.release)).code, 0)
    refused(await stage.run('shop', 'buy', one.release), /sold out/)

    const wallets = new Wallets(stage.data('shop'))
    const endpoint = await Endpoint.open(shop.ready.chain.url ?? '')
    const signer = signerOf(await wallets.open(await wallets.find('play'), ''), endpoint)
    const abi = ['function close(uint256 edition)']
    const contract = new Contract(shop.ready.chain.releases, abi, signer)
    const { edition } = (await stage.run<Published>('shop', 'show', release, '--json')).json
    const sent = (await contract.getFunction('close').send(edition)) as { wait(): Promise<unknown> }
    await sent.wait()
    endpoint.close()
    refused(await stage.run('shop', 'buy', release), /no longer sold/)
  })

  it('in the folder of a download is replaced where it is a wrong file, and else named', async () => {
    const folder = stage.data('got')
    await mkdir(folder)
    const get = (to: string, ...words: string[]) =>
      stage.run<Got>('shop', 'get', release, '-o', to, ...words)
    const { files } = (await get(folder, '--json')).json
    const path = files[0]?.path ?? ''
    const right = await readFile(path)
    assert.deepEqual(right, Buffer.from(song('One', 220)))
    await writeFile(path, 'wrong')
    await writeFile(`${path}.part`, 'left by a run that was interrupted, and longer than nothing')
    assert.equal((await get(folder)).code, 0)
    assert.deepEqual(await readFile(path), right)
    assert.deepEqual(await readdir(folder), [path.slice(folder.length + 1)])

    await rm(path)
    await mkdir(path)
    refused(await get(folder), /is a folder/)
    assert.deepEqual(await readdir(folder), [path.slice(folder.length + 1)])
    refused(await get(join(stage.data('shop'), 'chain.json')), /is no folder/)
    // Nobody makes folders there, not even the administrator.
    refused(await get('/sys/megabox'), /\/sys\/megabox may not be/)
  })

  it('from another website, another name or without the token never reaches the local API', async () => {
    const url = `${shop.ready.http}/api/v1/follow`
    const run = await readRunFile(stage.data('shop'))
    assert.ok(run)
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(url, { method: 'POST', headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        sent.on('error', reject).end()
      })
    const token = { 'x-megabox-token': run.token }
    assert.equal(await ask({}), 401)
    assert.equal(await ask({ 'x-megabox-token': 'guess' }), 401)
    assert.equal(await ask({ ...token, origin: 'https://evil.example' }), 403)
    assert.equal(await ask({ ...token, host: 'evil.example' }), 421)
    assert.ok((await ask(token)) === 200 || (await ask(token)) === 204)
    for (const [path, mode] of [
      ['run.json', 0o600],
      ['wallets', 0o700],
      ['wallets/play.json', 0o600],
    ] as const) {
      assert.equal((await stat(join(stage.data('shop'), path))).mode & 0o777, mode, path)
    }
  })

  it('at the start of a node is said before anything is made', async () => {
    const { http, multiaddrs } = shop.ready
    const taken = Number(new URL(http).port)
    await writeFile(stage.data('file'), '')
    await mkdir(stage.data('torn'))
    await writeFile(join(stage.data('torn'), 'chain.json'), '{"id":')
    const nobody = `/ip4/127.0.0.1/tcp/1/p2p/${NOBODY}`
    const cases: [string, string[], RegExp][] = [
      ['p1', ['--http', `${taken}`], new RegExp(`Port ${taken} is taken.*--http`)],
      ['p2', ['--p2p', `${taken}`], new RegExp(`Port ${taken} is taken.*--p2p`)],
      ['p3', ['--p2p', `${taken - 1}`], new RegExp(`Port ${taken} is taken.*--p2p`)],
      ['file', [], /file is no folder/],
      ['torn', [], /chain\.json is not a file of this version/],
      ['/sys/megabox', [], /\/sys\/megabox may not be/],
      ['p4', ['--chain', 'http://127.0.0.1:1'], /does not answer/],
      ['p5', ['--join', nobody], /cannot be reached/],
    ]
    const check = async ([data, words, said]: (typeof cases)[number]) => {
      const path = data.startsWith('/') ? data : stage.data(data)
      const ran = await megabox(['up', '--data', path, ...anyPort, ...words])
      refused(ran, said)
      await assert.rejects(access(join(path, 'run.json')))
    }
    await Promise.all(cases.map(check))
    const malformed = (multiaddrs[0] ?? '').replace('127.0.0.1', '127.0.0.999')
    const ran = await megabox(['up', '--data', stage.data('p6'), '--join', malformed])
    assert.equal(ran.code, 2)
    await assert.rejects(access(stage.data('p6')))
  })

  it('two starts at once on one directory leave one node, and the other says why', async () => {
    const both = [start('twice', ...anyPort), start('twice', ...anyPort)]
    const [code] = await Promise.race(both.map(({ ended }) => ended))
    assert.equal(code, 1)
    const logs = both.map(({ log }) => log()).join('')
    assert.equal(logs.match(/is held by .*another --data/g)?.length, 1, logs)
    for (const { child } of both) child.kill('SIGINT')
    const codes = (await Promise.all(both.map(({ ended }) => ended))).map(([each]) => each)
    assert.deepEqual(codes.toSorted(), [0, 1])
  })

  it('a peer that never answers does not keep a starting node from stopping', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    // A TCP server's address is never a pipe's name.
    const { port } = silent.address() as { port: number }
    const node = start('waiting', ...anyPort, '--join', `/ip4/127.0.0.1/tcp/${port}/p2p/${NOBODY}`)
    await once(silent, 'connection')
    const asked = performance.now()
    node.child.kill('SIGTERM')
    assert.equal((await node.ended)[0], 0)
    assert.ok(performance.now() - asked < 5000)
    assert.deepEqual(
      (await readdir(stage.data('waiting'))).filter((n) => n.endsWith('.json')),
      [],
    )
    silent.close()
  })

  it('a power cut leaves no ghost: commands see no node, and a chain that moved is found', async () => {
    const b = await stage.up('b', '--join', shop.ready.multiaddrs[0] ?? '')
    await b.stop()
    await shop.kill()
    for (const words of [['search'], ['buy', release]]) {
      refused(await stage.run('shop', ...words), /No node is running/)
    }
    const { url = '' } = shop.ready.chain
    await eventually(
      5000,
      () =>
        chainAt(url).then(
          () => false,
          () => true,
        ),
      (down) => down,
    )
    const squatter = createServer((socket) => socket.destroy()).listen(
      Number(new URL(url).port),
      '127.0.0.1',
    )
    await once(squatter, 'listening')
    shop = await stage.up('shop')
    assert.notEqual(shop.ready.chain.url, url)
    assert.ok((await listed()) > 0)
    const again = await stage.up('b', '--join', shop.ready.multiaddrs[0] ?? '')
    const { answer } = await eventually(
      10_000,
      async () => (await stage.run<Status>('b', 'status', '--json')).json.chain,
      ({ state }) => state === 'following',
    )
    assert.equal(answer.url, shop.ready.chain.url)
    await again.stop()
    squatter.close()
  })

  it('a node that dies while publishing has listed nothing, and does not read the songs again', async () => {
    let node = await stage.up('artist', '--no-demo')
    const folder = stage.data('long')
    await mkdir(folder)
    const songs = [song('One', 200, 200), song('Two', 300, 200), song('Three', 400, 1200)]
    for (const [i, bytes] of songs.entries()) {
      await writeFile(join(folder, `${i + 1}.wav`), bytes)
      await utimes(join(folder, `${i + 1}.wav`), WRITTEN, WRITTEN)
    }
    const first = spawn(process.execPath, [MAIN, 'publish', folder, '--data', stage.data('artist')])
    const ended = once(first, 'exit')
    let log = ''
    await new Promise<void>((resolve) => {
      first.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text
        if (log.includes('2.wav: 100 %')) resolve()
      })
      first.once('exit', () => resolve())
    })
    await node.kill()
    assert.equal((await ended)[0], 1, log)
    assert.match(log, /\nmegabox: \S[^\n]*\. \S[^\n]*\n$/)

    node = await stage.up('artist')
    assert.equal(await listed('artist'), 0)
    // Whoever read the first song again would see this; its size, time and both ends are the same.
    const [one] = songs
    assert.ok(one)
    const path = join(folder, '1.wav')
    await writeFile(path, Buffer.from(one).fill(0, 1_000_000, 1_000_100))
    await utimes(path, WRITTEN, WRITTEN)
    const again = await stage.run<Published>('artist', 'publish', folder, '--json')
    const got = await stage.run<Got>(
      'artist',
      'get',
      again.json.release,
      '-o',
      stage.data('back'),
      '--json',
    )
    assert.deepEqual(await readFile(got.json.files[0]?.path ?? ''), Buffer.from(one))
    await node.stop()
  })

  it('a full disk is named; what is there is still found and played', async function () {
    const disk = stage.data('disk')
    await mkdir(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0) {
      this.skip()
    }
    try {
      const node = await stage.up('disk', '--no-demo')
      const small = await publish('disk', 500)
      const folder = stage.data('big')
      await mkdir(folder)
      await writeFile(join(folder, '1.wav'), song('Big', 600, 400))
      const ran = await stage.run('disk', 'publish', folder, '--json')
      assert.equal(ran.code, 1)
      const { error } = JSON.parse(ran.stderr) as { error: { code: string; message: string } }
      assert.equal(error.code, 'DiskFullError')
      assert.match(error.message, /^The disk that holds /)
      assert.equal(await listed('disk'), 1)
      const got = await stage.run<Got>(
        'disk',
        'get',
        small.release,
        '-o',
        stage.data('small'),
        '--json',
      )
      assert.deepEqual(await readFile(got.json.files[0]?.path ?? ''), Buffer.from(song('One', 500)))
      const { code, ms } = await node.stop()
      assert.equal(code, 0)
      assert.ok(ms < 3000, `it took ${ms} ms to stop`)
    } finally {
      spawnSync('umount', ['-l', disk])
    }
  })

  it('demo music that was interrupted is completed by the next start', async () => {
    const node = start('demo', '--http', '0', '--p2p', `${await freePort()}`)
    await eventually(
      20_000,
      async () => node.log(),
      (log) => log.includes('Composing'),
    )
    const asked = performance.now()
    node.child.kill('SIGTERM')
    assert.equal((await node.ended)[0], 0)
    assert.ok(performance.now() - asked < 5000)
    const left = spawnSync('pgrep', ['-f', stage.data('demo')], { encoding: 'utf8' }).stdout
    assert.equal(left, '', 'a child is left')
    await stage.up('demo')
    assert.ok((await listed('demo')) >= 3)
    await assert.rejects(access(join(stage.data('demo'), 'demo.todo')))
  })
})
