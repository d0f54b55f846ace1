/** What an artist does to a release that is out: each one transaction of the wallet that minted it. */
import type { ChainLedger, ReleaseView, SignerPurse } from '../index.ts'
import { Client } from './client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Option, type Values } from './command.ts'
import { isOn, text } from './options.ts'
import { dataOf } from './place.ts'
import { openPurse } from './purse.ts'
import { jsonLine } from './show.ts'

export const SIGNING: Readonly<Record<string, Option>> = {
  wallet: WALLET,
  data: DATA,
  json: JSON_OUTPUT,
}

export interface Scene {
  client: Client
  ledger: ChainLedger
  purse: SignerPurse
}

/** Opens node, chain and wallet for `act`, and closes what was opened. */
export async function acting<Result>(
  values: Values,
  act: (scene: Scene) => Promise<Result>,
): Promise<Result> {
  const directory = dataOf(values)
  const client = await Client.open(directory)
  const { ledger, endpoint } = await client.ledger()
  try {
    const chain = { chain: ledger.chain, endpoint }
    const purse = await openPurse(directory, text(values, 'wallet'), chain)
    return await act({ client, ledger, purse })
  } finally {
    endpoint.close()
  }
}

/** The salt by which the contract knows a release; it is in the terms of each of its editions. */
export function saltOf({ editions }: ReleaseView): ReleaseView['editions'][number]['terms'] {
  const [edition] = editions
  if (!edition) throw new Error('a listed release has at least one edition')
  return edition.terms
}

export function tell(values: Values, result: { tx: string }, line: string): void {
  process.stdout.write(
    isOn(values, 'json') ? jsonLine(result) : `${line}\nTransaction ${result.tx}\n`,
  )
}
