/**
 * The light player: one <audio>, no React, no words. It plays what the node's page names.
 *
 * What is checked: as in the dapp, a service worker stands between <audio> and the node and lets no
 * byte through that does not fit the song's fingerprint. Browsers give a page inside another one a
 * service worker of its own for each website around it (its storage is parted so), and some give
 * none: over http, in a sandboxed frame, with all cookies of others blocked. There the song comes
 * from the node as it is, over its https, and the player says that it is not checked. In either
 * case the frame trusts its node for which fingerprints make up the release, as the dapp does.
 */
import './embed.css'
import { checking } from './checking.ts'
import { EmbedPlayer } from './embedPlayer.ts'
import { listenToKeys } from './keys.ts'

const player = document.querySelector<HTMLElement>('.player')
if (player) start(player)

function start(root: HTMLElement): void {
  let checked: Promise<boolean> | undefined
  const check = () => (checked ??= checking())
  const here = new EmbedPlayer(root, check)
  // The checker is larger than all of this: whoever only reads the page around does not fetch it.
  for (const sign of ['pointerenter', 'focusin'] as const) {
    root.addEventListener(sign, () => void check(), { once: true })
  }
  listenToKeys(here)
}
