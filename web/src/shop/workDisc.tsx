/** The disc of a whole release: plays it, and pauses it or goes on where it is what plays. */
import type { WorkView } from '../../../node/index.ts'
import type { Playing } from '../player/player.ts'
import { songsOf } from '../player/song.ts'
import { useWords } from '../words/words.tsx'
import { PlayDisc } from './playDisc.tsx'
import { useShop } from './shop.tsx'
import { useNow } from './useNow.ts'

/** Of the player, as far as it plays this. */
export function useStateOf({ release }: Pick<WorkView, 'release'>): Playing['state'] {
  const { song, state } = useNow()
  return song?.release === release ? state : 'idle'
}

/** Whether its record is out of the sleeve. */
export const isOut = (state: Playing['state']): boolean => state !== 'idle' && state !== 'failed'

export function WorkDisc(props: {
  work: WorkView
  size: 'small' | 'large'
  /** Instead of from its first song. */
  begin?: () => void
}) {
  const { work, size, begin } = props
  const { say } = useWords()
  const shop = useShop()
  const state = useStateOf(work)
  const play = begin ?? (() => shop?.player.play(songsOf(work)))
  return (
    <PlayDisc
      state={state}
      size={size}
      label={say(state === 'playing' ? 'pauseSong' : 'playRelease', { title: work.title })}
      onPress={() => (state === 'idle' ? play() : shop?.player.toggle())}
    />
  )
}
