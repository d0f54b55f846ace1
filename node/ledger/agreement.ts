/**
 * What several endpoints say of the same settled block. One that tells another is on a fork, or lies: with
 * most against it, it is passed over; where nobody can say who is right, nothing is believed.
 */
import * as v from 'valibot'
import { ChainUnavailableError } from '../domain/errors.ts'
import type { Line } from './line.ts'
import { rpc } from './rpc.ts'

/** Where an endpoint knows no `safe`: so deep nothing is undone in ordinary times. */
const DEEP = 32

const Head = v.object({
  number: v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,14}$/i), v.transform(Number)),
  hash: v.string(),
})

const blockOf = async (url: string, at: string, signal?: AbortSignal) =>
  v.safeParse(Head, await rpc(url, 'eth_getBlockByNumber', [at, false], signal))

/** The number of the newest block it calls settled. */
async function settledAt(url: string, signal?: AbortSignal): Promise<number> {
  const safe = await blockOf(url, 'safe', signal).catch(() => undefined)
  if (safe?.success) return safe.output.number
  const latest = await blockOf(url, 'latest', signal)
  if (latest.success) return Math.max(0, latest.output.number - DEEP)
  throw new ChainUnavailableError('its endpoint answers with something else than asked')
}

/** Those who contradict most of the others. Silent ones have no say. */
export async function agreeing(lines: readonly Line[], signal?: AbortSignal): Promise<Line[]> {
  const heard = await answers(lines, (line) => line.ask((url) => settledAt(url, signal)))
  if (heard.length < 2) return []
  const number = Math.min(...heard.map(({ answer }) => answer))
  const at = `0x${number.toString(16)}`
  const hashes = await answers(
    heard.map(({ line }) => line),
    (line) =>
      line.ask(async (url) => {
        const block = await blockOf(url, at, signal)
        return block.success ? block.output.hash.toLowerCase() : 'none'
      }),
  )
  return minority(hashes, number)
}

function minority(said: readonly { line: Line; answer: string }[], number: number): Line[] {
  const camps = Map.groupBy(said, ({ answer }) => answer)
  const [largest = []] = [...camps.values()].sort((a, b) => b.length - a.length)
  if (largest.length === said.length) return []
  if (largest.length * 2 > said.length) {
    return said.filter((one) => !largest.includes(one)).map(({ line }) => line)
  }
  throw new ChainUnavailableError(
    `its endpoints disagree about block ${number}, and none has most of them on its side`,
  )
}

async function answers<Answer>(
  lines: readonly Line[],
  ask: (line: Line) => Promise<Answer>,
): Promise<{ line: Line; answer: Answer }[]> {
  const asked = lines.map(async (line) => ({ line, answer: await ask(line) }))
  const settled = await Promise.allSettled(asked)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}
