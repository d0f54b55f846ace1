/**
 * A real Firefox with a fresh profile, spoken to by WebDriver BiDi: what playwright-core says to it
 * an ESR does not understand, and three commands are all that is needed here.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const NAMES = ['firefox-esr', 'firefox']
const START_MS = 60_000
/** Songs may begin by script, and nothing is asked of anybody on the way. */
const PREFERENCES = `
user_pref("media.autoplay.default", 0);
user_pref("remote.prefs.recommended", true);
user_pref("dom.disable_open_during_load", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
`

export interface FirefoxPage extends AsyncDisposable {
  go(url: string): Promise<void>
  /** Evaluates it in the page, as if the listener had just pressed something. */
  run<Result>(expression: string): Promise<Result>
  /** Until the expression is true. */
  until(expression: string, ms: number): Promise<void>
}

export async function openFirefox(): Promise<FirefoxPage> {
  const program = await findFirefox()
  const profile = await mkdtemp(join(tmpdir(), 'megabox-firefox-'))
  await writeFile(join(profile, 'user.js'), PREFERENCES)
  const child = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const socket = await connect(await addressOf(child))
  const say = speaker(socket)
  await say('session.new', { capabilities: {} })
  const { contexts } = await say<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
  const context = contexts[0]?.context
  const run = async <Result>(expression: string): Promise<Result> => {
    const { result, exceptionDetails } = await say<Evaluated>('script.evaluate', {
      expression: `(async () => JSON.stringify({ value: await (${expression}) }))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    // The page wrote it just above; the caller says what it asked for.
    return (JSON.parse(result?.value ?? '{}') as { value: Result }).value
  }
  return {
    async go(url) {
      await say('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    run,
    async until(expression, ms) {
      const end = performance.now() + ms
      while (!(await run<boolean>(`Boolean(${expression})`))) {
        if (performance.now() > end) throw new Error(`never true: ${expression}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      child.kill('SIGKILL')
      await once(child, 'close')
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Evaluated {
  result?: { value: string }
  exceptionDetails?: { text: string }
}

/** `MEGABOX_FIREFOX` if it is set, else the first of the usual names in `PATH`. */
async function findFirefox(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env['MEGABOX_FIREFOX']
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin']
  const places = named ? [named] : NAMES.flatMap((name) => folders.map((dir) => join(dir, name)))
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    )
    if (isThere) return place
  }
  throw new Error(
    'No Firefox was found. Install one (apt-get install firefox-esr) or set MEGABOX_FIREFOX to the ' +
      'path of its program.',
  )
}

/** It says on stderr where it listens. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  let said = ''
  const signal = AbortSignal.timeout(START_MS)
  for (;;) {
    if (!stderr) throw new Error('Firefox was started without a stderr')
    const [chunk] = (await once(stderr, 'data', { signal })) as [Buffer]
    said += chunk.toString()
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? []
    if (address) return `${address}/session`
  }
}

async function connect(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address)
  await once(socket, 'open', { signal: AbortSignal.timeout(START_MS) })
  return socket
}

type Say = <Answer>(method: string, params: object) => Promise<Answer>

function speaker(socket: WebSocket): Say {
  let last = 0
  const waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (e: Error) => void }
  >()
  socket.addEventListener('message', ({ data }) => {
    // BiDi's own frame: an answer has the id of its question.
    const { id, result, error, message } = JSON.parse(String(data)) as {
      id?: number
      result?: never
      error?: string
      message?: string
    }
    const asked = waiting.get(id ?? 0)
    waiting.delete(id ?? 0)
    if (error === undefined) asked?.resolve(result as never)
    else asked?.reject(new Error(`${error}: ${message ?? ''}`))
  })
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
}
