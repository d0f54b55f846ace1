#!/usr/bin/env node
/** `megabox` as a program: TypeScript runs on Node 24, which the set-up put beside us if need be. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(root, 'node', 'cli', 'main.ts')
const ours = join(root, 'node_modules', '.bin', 'node')

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main)
} else if (existsSync(ours)) {
  const child = spawn(ours, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
} else {
  process.stderr.write(`megabox: not set up yet. Run "npm start" in ${root} once.\n`)
  process.exitCode = 1
}
