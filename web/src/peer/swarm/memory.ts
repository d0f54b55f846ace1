/** What is remembered of nodes from visit to visit: where they answered, and this shop's chain. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { ShopChain } from './shopWord.ts'

interface Schema extends DBSchema {
  met: { key: string; value: { address: string; metAt: number } }
  shop: { key: 'chain'; value: ShopChain }
}

const NAME = 'megabox-nodes'
const MAX_REMEMBERED = 24

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>(NAME, 2, {
    upgrade(db, before) {
      if (before < 1) db.createObjectStore('met', { keyPath: 'address' })
      if (before < 2) db.createObjectStore('shop')
    },
  })

/** Undefined where this browser has no place for it: then it is asked for next time. */
async function within<Result>(
  work: (db: IDBPDatabase<Schema>) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const db = await open()
    return await work(db).finally(() => db.close())
  } catch {
    return undefined
  }
}

/** Addresses of nodes, those that answered last first. */
export async function metBefore(): Promise<string[]> {
  const all = (await within((db) => db.getAll('met'))) ?? []
  return all.sort((a, b) => b.metAt - a.metAt).map(({ address }) => address)
}

/** Those that answered longest ago are forgotten when there are too many. */
export async function rememberMet(address: string): Promise<void> {
  await within(async (db) => {
    await db.put('met', { address, metAt: Date.now() })
    const all = await db.getAll('met')
    const old = all.sort((a, b) => b.metAt - a.metAt).slice(MAX_REMEMBERED)
    for (const one of old) await db.delete('met', one.address)
  })
}

export const chainBefore = (): Promise<ShopChain | undefined> =>
  within((db) => db.get('shop', 'chain'))

export async function rememberChain(chain: ShopChain): Promise<void> {
  await within((db) => db.put('shop', chain, 'chain'))
}
