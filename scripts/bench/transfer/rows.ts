/** All rows, in the order of the table. */
import type { Row } from './row.ts'
import { browser } from './rows/browser.ts'
import { first, seek } from './rows/first.ts'
import { listeners, listenersMost } from './rows/listeners.ts'
import { manifests } from './rows/manifests.ts'
import { memory } from './rows/memory.ts'
import { slowPlay, slowSeek } from './rows/slow.ts'
import { three, threeShaped } from './rows/three.ts'
import { throttled } from './rows/throttled.ts'
import { webtorrent } from './rows/webtorrent.ts'
import { bitswap, http, raw } from './rows/whole.ts'

export const ROWS: readonly Row[] = [
  ...[raw, bitswap, http, three, threeShaped, first, seek],
  ...[slowPlay, slowSeek, browser, throttled, manifests],
  ...[listeners, listenersMost, webtorrent, memory],
]
