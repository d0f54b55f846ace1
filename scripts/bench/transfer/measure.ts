/** What a measurement is: a value, the CPU it cost on each side, and who else used the machine. */
import { readFile } from 'node:fs/promises'
import type { AnyWorker, Crew } from './crew.ts'

export interface Sample {
  value: number
  /** CPU seconds, user and system. */
  sender: number
  receiver: number
  /** Cores that other processes used meanwhile; NaN where the system does not tell. */
  others: number
}

interface Sides {
  crew: Crew
  senders: readonly AnyWorker[]
  receivers: readonly AnyWorker[]
}

const TICKS_PER_SECOND = 100

/** `work` gives the value. */
export async function measured(
  { crew, senders, receivers }: Sides,
  work: () => Promise<number>,
): Promise<Sample> {
  const look = async () => ({
    sender: await cpuOf(senders),
    receiver: await cpuOf(receivers),
    own: await crew.cpuSeconds(),
    all: await busySeconds(),
    at: performance.now() / 1000,
  })
  const before = await look()
  const value = await work()
  const after = await look()
  const spent = (what: keyof typeof before) => after[what] - before[what]
  const others = (spent('all') - spent('own')) / spent('at')
  return {
    value,
    sender: spent('sender'),
    receiver: spent('receiver'),
    others: Math.max(0, others),
  }
}

async function cpuOf(workers: readonly AnyWorker[]): Promise<number> {
  const usages = await Promise.all(workers.map((worker) => worker.usage()))
  return usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}

/** Seconds that all cores together were busy since boot, also for other virtual machines. */
async function busySeconds(): Promise<number> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '')
  const [user, nice, system, , , irq, softirq, steal] = (text.split('\n', 1)[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  const busy = [user, nice, system, irq, softirq, steal]
  return busy.reduce<number>((sum, ticks = NaN) => sum + ticks, 0) / TICKS_PER_SECOND
}

/** Each side once as warm-up, then `runs` times in turns, so that noise hits all alike. */
export async function alternate<Name extends string>(
  runs: number,
  sides: Record<Name, () => Promise<Sample>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(sides) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Sample[]
  >
  for (let run = 0; run <= runs; run++) {
    for (const name of names) {
      const sample = await sides[name]()
      if (run > 0) samples[name].push(sample)
      process.stderr.write(run === 0 ? '·' : '.')
    }
  }
  process.stderr.write('\n')
  return samples
}
