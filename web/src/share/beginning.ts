/** Where in a release a shared link begins: `?song=2&t=72` is the second song from 1:12. */

export interface Beginning {
  /** Counted from 0. */
  song: number
  seconds: number
}

/** `path` with its query; nonsense begins at the beginning. */
export function beginningOf(path: string): Beginning {
  const asked = new URL(path, 'http://here').searchParams
  const whole = (name: string) => {
    const text = asked.get(name) ?? ''
    return /^\d{1,6}$/.test(text) ? Number(text) : 0
  }
  return { song: Math.max(0, whole('song') - 1), seconds: whole('t') }
}

/** The other way round, behind an address without a query. */
export const withBeginning = (address: string, { song, seconds }: Beginning): string =>
  `${address}?song=${song + 1}${seconds > 0 ? `&t=${Math.floor(seconds)}` : ''}`
