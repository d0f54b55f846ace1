#!/usr/bin/env node
// Forge wants a compiler to run. This is the one of package.json, which is JavaScript, posing as one.
const { version, compile } = require('solc')

if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version()}`)
} else {
  const input = []
  process.stdin.on('data', (part) => input.push(part))
  process.stdin.on('end', () => process.stdout.write(compile(Buffer.concat(input).toString())))
}
