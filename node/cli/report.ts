/** The log of a running node: one line each on stderr, as text or as JSON. */
import { errorBody, type PeerNews } from '../index.ts'
import type { Reporter } from '../daemon/main.ts'
import { megabytes } from './progress.ts'
import { jsonLine, plain } from './show.ts'

export const plainReporter = (): Reporter => ({
  say: (line) => write(plain(line)),
  warn: (what, error) => write(`Warning: ${plain(withReason(what, error))}`),
  news: (news) => {
    const line = sentence(news)
    if (line !== undefined) write(plain(line))
  },
})

export const jsonReporter = (): Reporter => ({
  say: (line) => log({ level: 'info', message: line.trim() }),
  warn: (what, error) => log({ level: 'warn', message: withReason(what, error) }),
  news: (news) => {
    const { type, ...facts } = news
    if (type !== 'file:held') log({ level: 'info', event: type, ...facts })
  },
})

const write = (line: string) => process.stderr.write(`${line}\n`)

const log = (entry: object) =>
  process.stderr.write(jsonLine({ time: new Date().toISOString(), ...entry }))

const withReason = (what: string, error?: unknown): string =>
  error === undefined ? what : `${what}: ${errorBody(error).error.message}`

function sentence(news: PeerNews): string | undefined {
  switch (news.type) {
    case 'release:listed':
      return `Listed release ${news.release}`
    case 'release:refused':
      return `Refused release ${news.release}: ${news.reason}`
    case 'chain:state':
      return 'reason' in news.state ? `${news.state.reason} Listening goes on.` : undefined
    case 'block:damaged':
      return `A stored block was damaged and is fetched again: ${news.cid}`
    case 'block:healed':
      return `The damaged block is whole again: ${news.cid}`
    case 'blocks:collected':
      return `Removed ${megabytes(news.collected.freed.bytes)} that nothing refers to any more`
    case 'file:held':
      return undefined
  }
}

/** Errors that libp2p throws into the air when a peer goes at the wrong moment (js-libp2p #3415). */
const STRAY = new Set(['StreamStateError', 'StreamResetError', 'MuxerClosedError', 'AbortError'])

/** A peer's hang-up must not end the node; anything unknown ends it cleanly. */
export function survive(report: Reporter, stop: AbortController): void {
  const look = (error: unknown) => {
    if (error instanceof Error && STRAY.has(error.name)) return
    report.warn('Unexpected error, stopping', error)
    if (error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
    process.exitCode = 1
    stop.abort(error)
  }
  process.on('uncaughtException', look)
  process.on('unhandledRejection', look)
}
