/** The commands by name. Each loads when it is called, so that help needs no libp2p. */
import type { Command } from './command.ts'

export const COMMANDS = {
  up: async (): Promise<Command> => (await import('./commands/up.ts')).up,
  publish: async (): Promise<Command> => (await import('./commands/publish.ts')).publish,
  search: async (): Promise<Command> => (await import('./commands/search.ts')).search,
  show: async (): Promise<Command> => (await import('./commands/show.ts')).show,
  get: async (): Promise<Command> => (await import('./commands/get.ts')).get,
  buy: async (): Promise<Command> => (await import('./commands/buy.ts')).buy,
  gift: async (): Promise<Command> => (await import('./commands/gift.ts')).gift,
  tip: async (): Promise<Command> => (await import('./commands/tip.ts')).tip,
  earnings: async (): Promise<Command> => (await import('./commands/earnings.ts')).earnings,
  claim: async (): Promise<Command> => (await import('./commands/claim.ts')).claim,
  revise: async (): Promise<Command> => (await import('./commands/revise.ts')).revise,
  close: async (): Promise<Command> => (await import('./commands/close.ts')).close,
  retire: async (): Promise<Command> => (await import('./commands/retire.ts')).retire,
  operator: async (): Promise<Command> => (await import('./commands/operator.ts')).operator,
  wallet: async (): Promise<Command> => (await import('./commands/wallet.ts')).wallet,
  pin: async (): Promise<Command> => (await import('./commands/pin.ts')).pin,
  gc: async (): Promise<Command> => (await import('./commands/gc.ts')).gc,
  peers: async (): Promise<Command> => (await import('./commands/peers.ts')).peers,
  status: async (): Promise<Command> => (await import('./commands/status.ts')).status,
}

export const isCommand = (name: string): name is keyof typeof COMMANDS =>
  Object.hasOwn(COMMANDS, name)
