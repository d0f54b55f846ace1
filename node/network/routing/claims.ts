/**
 * Who is said to be where, in answers of strangers. Inventing peers costs nothing, and each would
 * make us knock at the address it is given: so one door is tried for a few peers only, and one
 * public machine for a few doors, until the slate is wiped.
 */
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerName } from '../../domain/ports.ts'
import { machineOf } from '../origin.ts'
import { reachOf } from '../reach.ts'

const MAX_PEERS_A_DOOR = 3
const MAX_DOORS_A_MACHINE = 16
const MAX_MACHINES = 2000
const WIPE_MS = 10 * 60_000

export class Claims {
  readonly #now: () => number
  readonly #machines = new Map<string, Map<string, Set<PeerName>>>()
  #wiped: number

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#wiped = now()
  }

  /** May this peer be looked for there? Takes up room when it may. */
  allow(peer: PeerName, address: Multiaddr): boolean {
    if (this.#now() - this.#wiped > WIPE_MS) {
      this.#machines.clear()
      this.#wiped = this.#now()
    }
    const [machine, door] = placeOf(address)
    const doors = this.#machines.get(machine) ?? new Map<string, Set<PeerName>>()
    const peers = doors.get(door) ?? new Set()
    if (peers.has(peer)) return true
    // Everyone on a development machine or behind one router shares an address.
    const full = doors.size >= MAX_DOORS_A_MACHINE && reachOf(address) === 'public'
    if (peers.size >= MAX_PEERS_A_DOOR || (full && !doors.has(door))) return false
    if (this.#machines.size >= MAX_MACHINES && !this.#machines.has(machine)) return false
    this.#machines.set(machine, doors.set(door, peers.add(peer)))
    return true
  }
}

/** The machine, and the port with its protocol. */
function placeOf(address: Multiaddr): [machine: string, door: string] {
  const [ip, door] = address.getComponents()
  return [machineOf(address), `${ip?.value} ${door?.name} ${door?.value}`]
}
