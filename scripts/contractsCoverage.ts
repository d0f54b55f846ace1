// Runs the contract tests with coverage and fails when a line of ours is run by none of them. Gas is not
// looked at meanwhile: what counts the lines costs gas. Mocks are not counted: they are there to be bad.
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'

const { status } = spawnSync('hardhat', ['test', 'mocha', '--coverage'], { stdio: 'inherit' })
const report = await readFile(new URL('../coverage/lcov.info', import.meta.url), 'utf8')

const missed = report
  .split('end_of_record')
  .map((part) => ({
    file: /^SF:(.*)$/m.exec(part)?.[1] ?? '',
    lines: [...part.matchAll(/^(?:DA|BRDA):(\d+),(?:.*,)?0$/gm)].map(([, line]) => line),
  }))
  .filter(({ file, lines }) => lines.length > 0 && !file.includes('/mocks/'))

for (const { file, lines } of missed) console.error(`${file}: no test runs ${lines.join(', ')}`)
if (missed.length === 0) console.log('Every line of the contracts is run by a test.')
process.exitCode = status === 0 && missed.length === 0 ? 0 : 1
