/** The words of one song; where they have times, the line that is sung stands out and can be gone to. */
import type { ReleaseView, TrackView } from '../../../node/index.ts'
import type { Progress } from '../player/player.ts'
import { songsOf } from '../player/song.ts'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { lineAt, type Lyrics } from './lyrics.ts'
import { lyricsOf } from './lyricsOf.ts'
import { fileAt, useShop } from './shop.tsx'
import { useLoaded } from './useLoaded.ts'
import { useNow } from './useNow.ts'

const STILL = new Store<Progress>({ seconds: 0, length: 0, fetched: 0 })

export interface Words {
  release: ReleaseView
  track: TrackView
  at: number
  lyrics: string
}

export function LyricsOpened({ release, track, at, lyrics }: Words) {
  const { say } = useWords()
  const shop = useShop()
  const address = shop?.urlOf(lyrics) ?? fileAt(lyrics)
  const loaded = useLoaded(address, (signal) => lyricsOf(address, signal))
  const { song } = useNow()
  const isHere = song?.cid === track.cid && song.release === release.release
  if (loaded.state === 'loading') return <p className="meta">{say('loading')}</p>
  if (loaded.state === 'failed') {
    return (
      <p className="problem" role="alert">
        {say('lyricsGone')}
        <button type="button" className="text-button" onClick={loaded.again}>
          {say('tryAgain')}
        </button>
      </p>
    )
  }
  const seek = (ms: number) => {
    if (!isHere) shop?.player.play(songsOf(release), at)
    shop?.player.seek(ms / 1000)
  }
  const { language: lang } = release
  return <Lines lyrics={loaded.value} isHere={isHere} seek={seek} {...(lang && { lang })} />
}

function Lines(props: {
  lyrics: Lyrics
  isHere: boolean
  seek: (ms: number) => void
  lang?: string
}) {
  const { lyrics, isHere, seek, lang } = props
  const shop = useShop()
  const { seconds } = useStore(shop?.player.progress ?? STILL)
  const sung = isHere && lyrics.synced ? lineAt(lyrics, seconds * 1000) : -1
  if (!lyrics.synced) {
    return (
      <p className="prose" dir="auto" lang={lang}>
        {lyrics.lines.map(({ text }) => text).join('\n')}
      </p>
    )
  }
  return (
    <ol className="sung" dir="auto" lang={lang}>
      {lyrics.lines.map(({ text, at = 0 }, i) => (
        <li key={i} aria-current={i === sung ? 'true' : undefined}>
          <button type="button" onClick={() => seek(at)}>
            {text || '\u00a0'}
          </button>
        </li>
      ))}
    </ol>
  )
}
