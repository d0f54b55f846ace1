/** Secrets from the person at the terminal: never echoed, never in the command's words. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { NoWalletError } from '../daemon/main.ts'

/** From `MEGABOX_PASSPHRASE`, or asked for. `again`: a new one, typed twice. */
export async function passphrase(name: string, { again = false } = {}): Promise<string> {
  const given = process.env['MEGABOX_PASSPHRASE']
  const first = given ?? (await askSecret(`Passphrase for wallet "${name}": `))
  if (first === '') {
    throw new NoWalletError('The passphrase is empty.', 'Type one, or set MEGABOX_PASSPHRASE.')
  }
  if (given !== undefined || !again || (await askSecret('The same once more: ')) === first) {
    return first
  }
  throw new NoWalletError('The two passphrases differ.', 'Run the command again.')
}

/** Lines that came in one go with an earlier answer, as from a pipe; undefined: nothing asked yet. */
let piped: AsyncIterator<string> | undefined

/** One line; "" when there is none. */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) {
    piped ??= createInterface({ input: stdin })[Symbol.asyncIterator]()
    const line = await piped.next()
    return line.done === true ? '' : line.value
  }
  stderr.write(question)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silence, terminal: true })
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
      lines.once('SIGINT', () => process.exit(130))
    })
  } finally {
    lines.close()
    stderr.write('\n')
  }
}
