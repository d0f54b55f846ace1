/** Lock screens, headphones and keyboards with a Play key. */
import type { Player } from './player.ts'

const SECONDS = 10

export function showOnLockScreen(player: Player, urlOf: (cid: string) => string): void {
  if (!('mediaSession' in navigator)) return
  const session = navigator.mediaSession
  const act = (action: MediaSessionAction, handler: MediaSessionActionHandler) => {
    try {
      session.setActionHandler(action, handler)
    } catch {
      // This browser does not know the action.
    }
  }
  const at = () => player.progress.value.seconds
  act('play', () => player.toggle())
  act('pause', () => player.toggle())
  act('previoustrack', () => player.previous())
  act('nexttrack', () => player.next())
  act('seekbackward', ({ seekOffset }) => player.seek(at() - (seekOffset ?? SECONDS)))
  act('seekforward', ({ seekOffset }) => player.seek(at() + (seekOffset ?? SECONDS)))
  act('seekto', ({ seekTime }) => player.seek(seekTime ?? 0))
  player.playing.watch(() => {
    const { song, state } = player.playing.value
    session.playbackState = state === 'playing' ? 'playing' : song ? 'paused' : 'none'
    session.metadata = song
      ? new MediaMetadata({
          title: song.title,
          artist: song.artist,
          album: song.releaseTitle,
          ...(song.cover && { artwork: [{ src: urlOf(song.cover) }] }),
        })
      : null
  })
  player.progress.watch(() => {
    const { seconds, length } = player.progress.value
    if (length > 0)
      session.setPositionState({ duration: length, position: Math.min(seconds, length) })
  })
}
