/** The gateway and the built dapp, listening on loopback as the daemon does. */
import { serve } from '@hono/node-server'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { crc32, deflateSync } from 'node:zlib'
import { dappAsset, renderPage } from '../../node/daemon/dapp.ts'
import { createGateway } from '../../node/gateway/gateway.ts'
import type { GatewayOptions, GatewayPowers } from '../../node/gateway/powers.ts'

export async function openShopfront(
  powers: GatewayPowers,
  options: GatewayOptions = {},
): Promise<{ url: string } & AsyncDisposable> {
  const gateway = createGateway({ ...powers, asset: dappAsset, render: renderPage }, options)
  const server = serve({
    fetch: (request) => gateway(request, { remote: 'loopback' }),
    hostname: '127.0.0.1',
    port: 0,
  })
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Rgb = readonly [number, number, number]

/** A square cover: a ground, a darker hill and a disc, no two alike. */
export function cover(ground: Rgb, disc: Rgb, size = 240): Uint8Array<ArrayBuffer> {
  const rows = Buffer.alloc(size * (1 + size * 3))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inDisc = Math.hypot(x - size * 0.45, y - size * 0.55) < size * 0.21
      const inHill = y > size * 0.7 - x * 0.14
      const colour = inDisc ? disc : ground.map((part) => (inHill ? part * 0.4 : part))
      rows.set(colour, y * (1 + size * 3) + 1 + x * 3)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2], 8)
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, sum])
}
