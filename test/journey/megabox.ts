/** Real nodes for journey tests: each a process with a directory, ports and memory of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../node/cli/main.ts', import.meta.url))

/** Nothing of the developer's own set-up reaches the nodes. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
})

export interface Ready {
  event: 'ready'
  http: string
  peerId: string
  multiaddrs: string[]
  chain: { id: number; url?: string; releases: string }
  data: string
}

export interface Node {
  ready: Ready
  /** All it has logged so far. */
  log(): string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** SIGTERM; gives the exit code and how long it took, ms. */
  stop(): Promise<{ code: number | null; ms: number }>
}

export interface Ran<Result> {
  code: number | null
  stdout: string
  stderr: string
  /** The JSON on stdout. */
  json: Result
}

/** A folder for one test file, and every process started in it; both go at the end. */
export class Stage implements AsyncDisposable {
  readonly folder: string
  readonly #more: Record<string, string>
  readonly #children = new Set<ChildProcess>()

  private constructor(folder: string, more: Record<string, string>) {
    this.folder = folder
    this.#more = more
  }

  /** `more` is what its processes find in their environment besides. */
  static async open(more: Record<string, string> = {}): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), 'megabox-test-')), more)
  }

  data(name: string): string {
    return join(this.folder, name)
  }

  async up(name: string, ...options: string[]): Promise<Node> {
    const child = this.#spawn([
      'up',
      '--data',
      this.data(name),
      '--http',
      '0',
      '--p2p',
      '0',
      '--json',
      ...options,
    ])
    let log = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text))
    const ready = await readyOf(child, () => log)
    return {
      ready,
      log: () => log,
      kill: async () => {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      },
      stop: async () => {
        const started = performance.now()
        const gone = once(child, 'exit') as Promise<[number | null]>
        child.kill('SIGTERM')
        const [code] = await gone
        return { code, ms: performance.now() - started }
      },
    }
  }

  /** Runs a command on the node whose directory is `name`. */
  async run<Result = unknown>(name: string, ...words: string[]): Promise<Ran<Result>> {
    const child = this.#spawn([...words, '--data', this.data(name)])
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const [code] = (await once(child, 'close')) as [number | null]
    return {
      ...{ code, stdout, stderr },
      get json(): Result {
        // Whoever reads it names the shape, and the assertions look into it.
        if (code === 0) return JSON.parse(stdout) as Result
        throw new Error(`${words.join(' ')} failed: ${stderr}`)
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(words: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [MAIN, ...words], {
      cwd: this.folder,
      env: { ...environment(this.folder), ...this.#more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#children.add(child)
    return child
  }
}

async function readyOf(child: ChildProcess, log: () => string): Promise<Ready> {
  if (!child.stdout) throw new Error('the node has no standard output')
  for await (const line of createInterface(child.stdout)) {
    // The first line that begins so is the ready line: the contract with whoever starts a node.
    if (line.startsWith('{')) return JSON.parse(line) as Ready
  }
  throw new Error(`the node ended before it was ready:\n${log()}`)
}

/** Asks again until the answer is good, for at most `ms`. Gives the answer and the time it took. */
export async function eventually<Answer>(
  ms: number,
  ask: () => Promise<Answer>,
  isGood: (answer: Answer) => boolean,
): Promise<{ answer: Answer; ms: number }> {
  const started = performance.now()
  for (;;) {
    const answer = await ask()
    const passed = performance.now() - started
    if (isGood(answer)) return { answer, ms: passed }
    if (passed > ms) throw new Error(`not so within ${ms} ms: ${JSON.stringify(answer)}`)
    await pause(50)
  }
}
