#!/usr/bin/env node
/** `megabox` as a program: TypeScript runs on Node 24, which the set-up put beside us if need be. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(root, 'node', 'cli', 'main.ts')
const ours = join(root, 'node_modules', '.bin', 'node')

/**
 * As `npm start` has them. Without the first, V8 collects the whole heap for every 64 MiB of buffers
 * that a transfer passes on, which costs as much again as the transfer itself.
 */
const FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=256']

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Before anything is loaded, and not by a process of our own in between: signals go straight to it.
  for (const flag of FLAGS) setFlagsFromString(flag)
  await import(main)
} else if (existsSync(ours)) {
  const child = spawn(ours, [...FLAGS, main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
} else {
  process.stderr.write(`megabox: not set up yet. Run "npm start" in ${root} once.\n`)
  process.exitCode = 1
}
