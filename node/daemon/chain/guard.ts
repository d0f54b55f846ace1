/**
 * Runs the embedded chain's program and ends it when our parent is gone, however it went: a killed
 * daemon cannot tell its children, but its end of our standard input closes by itself.
 *
 *   node guard.ts PROGRAM ARGUMENT…
 */
import { spawn } from 'node:child_process'

const [program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
const end = () => child.kill('SIGKILL')

process.stdin.on('end', end).on('error', end).resume()
process.on('SIGTERM', end).on('SIGINT', () => undefined)
child.on('error', () => process.exit(1))
child.on('exit', (code) => process.exit(code ?? 0))
