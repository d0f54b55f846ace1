/** The words of each song, opened one at a time. */
import { useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { later } from '../frame/later.tsx'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import type { Words } from './lyricsOpened.tsx'

const Opened = later(async () => (await import('./lyricsOpened.tsx')).LyricsOpened, 'part')

export function LyricsSection({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const withWords = release.tracks.flatMap((track, at) =>
    track.lyrics === undefined ? [] : [{ track, at, lyrics: track.lyrics }],
  )
  if (withWords.length === 0) return null
  return (
    <section aria-label={say('lyrics')}>
      <Divider title={say('lyrics')} />
      {withWords.map(({ track, at, lyrics }) => (
        <OneSong key={at} {...{ release, track, at, lyrics }} />
      ))}
    </section>
  )
}

function OneSong(words: Words) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="lyrics" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary dir="auto">{words.track.title}</summary>
      {isOpen && <Opened {...words} />}
    </details>
  )
}
