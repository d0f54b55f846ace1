/** Of several tabs one sounds: whichever played last. The others pause where they are. */
import type { Player } from './player.ts'

const CHANNEL = 'megabox:player'

export function soundAlone(player: Player): void {
  const channel = new BroadcastChannel(CHANNEL)
  let sounded = false
  player.playing.watch(() => {
    const sounds = ['playing', 'loading'].includes(player.playing.value.state)
    if (sounds && !sounded) channel.postMessage('mine')
    sounded = sounds
  })
  channel.onmessage = () => player.pause()
}
