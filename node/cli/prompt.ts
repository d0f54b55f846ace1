/** Secrets from the person at the terminal: never echoed, never in the command's words. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { NoWalletError } from '../daemon/main.ts'

/** From `MEGABOX_PASSPHRASE`, or asked for. `again`: a new one, typed twice. */
export async function passphrase(name: string, { again = false } = {}): Promise<string> {
  const given = process.env['MEGABOX_PASSPHRASE']
  if (given !== undefined) return given
  const first = await askSecret(`Passphrase for wallet "${name}": `)
  if (!again || (await askSecret('The same once more: ')) === first) return first
  throw new NoWalletError('The two passphrases differ.', 'Run the command again.')
}

export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (stdin.isTTY) stderr.write(question)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silence, terminal: stdin.isTTY })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (stdin.isTTY) stderr.write('\n')
  }
}
