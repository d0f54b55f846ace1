/** What a command is: its words, its help, and what it does. Loaded only when it is called. */

export interface Option {
  type: 'string' | 'boolean'
  short?: string
  multiple?: boolean
  /** How the value is called in the help: `PORT`. */
  value?: string
  help: string
}

export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

export interface Command {
  /** One line for the overview. */
  summary: string
  /** Everything after the command's name. */
  usage: string
  /** More sentences for its own page. */
  details?: string
  examples: readonly string[]
  options: Readonly<Record<string, Option>>
  run(words: { values: Values; positionals: readonly string[] }): Promise<void>
}

export const DATA: Option = {
  type: 'string',
  value: 'DIR',
  help: 'Data directory of the node (default ~/.megabox).',
}
export const JSON_OUTPUT: Option = { type: 'boolean', help: 'Print JSON with stable fields.' }
export const WALLET: Option = {
  type: 'string',
  value: 'NAME',
  help: 'Wallet to use, by name or address. On a development chain: play money.',
}
