/** One release: cover, songs, price, and who is paid. */
import { useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { later } from '../frame/later.tsx'
import { heard } from '../news/heard.ts'
import { songsOf } from '../player/song.ts'
import { pathOf } from '../route.ts'
import { beginningOf } from '../share/beginning.ts'
import { clock, day } from '../words/amounts.ts'
import { useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { Accented } from './accented.tsx'
import { Divider } from './divider.tsx'
import { Credits } from './credits.tsx'
import { Empty } from './empty.tsx'
import { Link } from './link.tsx'
import { BuySticker } from './buySticker.tsx'
import { ReleaseActions } from './releaseActions.tsx'
import { ReportOrHide } from './reportOrHide.tsx'
import { useShop } from './shop.tsx'
import { Sleeve } from './sleeve.tsx'
import { Split } from './split.tsx'
import { isOut, useStateOf, WorkDisc } from './workDisc.tsx'
import { WorkTracks } from './workTracks.tsx'
import type { Say } from '../words/say.ts'
import type { Accent } from './accent.ts'

/** Below the first sight, and the browser asks for what stands in them itself. */
const LyricsSection = later(async () => (await import('./lyricsSection.tsx')).LyricsSection, 'part')
const HeardPage = later(async () => (await import('../news/heardPage.tsx')).HeardPage, 'part')
const MoreByArtist = later(async () => (await import('./moreByArtist.tsx')).MoreByArtist, 'part')

export function ReleasePage({ id, release }: { id: string; release: ReleaseView | null }) {
  const { say } = useWords()
  const work = useStore(heard).find((one) => one.release === id)
  if (!release && work) return <HeardPage key={id} work={work} />
  if (!release) {
    return (
      <Empty text={say('unknownRelease')} alone>
        <Link to={{ name: 'home' }} className="button">
          {say('backToShop')}
        </Link>
      </Empty>
    )
  }
  return <Known key={release.release} release={release} />
}

function Known({ release }: { release: ReleaseView }) {
  const shop = useShop()
  const state = useStateOf(release)
  const [accent, setAccent] = useState<Accent>()
  const songs = songsOf(release)
  const { title, artist, artwork } = release
  /** Where the link that led here says. */
  const begin = () => {
    const { song, seconds } = beginningOf(pathOf(location))
    shop?.player.play(songs, songs[song] ? song : 0, seconds)
  }
  return (
    <Accented accent={accent}>
      <article className="release">
        <div className="release-side">
          <Sleeve
            artwork={artwork}
            playing={isOut(state)}
            eager
            className="large"
            onAccent={setAccent}
          />
          <Aside release={release} />
        </div>
        <div className="release-main">
          <p className="byline" dir="auto">
            <Link to={{ name: 'artist', wallet: artist.wallet }}>{artist.name}</Link>
          </p>
          <h1 className="release-title" dir="auto" tabIndex={-1}>
            {title}
          </h1>
          <div className="lead">
            <WorkDisc work={release} size="large" begin={begin} />
            <BuySticker release={release} />
            <ReleaseActions release={release} />
          </div>
          <Facts release={release} />
          <WorkTracks work={release} />
          <More release={release} />
        </div>
      </article>
      <MoreByArtist release={release} />
    </Accented>
  )
}

function Facts({ release }: { release: ReleaseView }) {
  const { say, language } = useWords()
  const total = release.tracks.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const time =
    total >= 60_000 ? say('minutes', { count: Math.round(total / 60_000) }) : clock(total)
  const facts = [
    formatsOf(release, say),
    say('songsAndTime', { count: release.tracks.length, time }),
    release.date === undefined ? '' : day(release.date, language),
  ]
  return <p className="meta facts">{facts.filter(Boolean).join(' · ')}</p>
}

function More({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const { notes, licence, genres, language } = release
  return (
    <>
      {notes && (
        <section aria-label={say('notes')}>
          <Divider title={say('notes')} />
          <p className="prose" dir="auto" lang={language}>
            {notes}
          </p>
        </section>
      )}
      <LyricsSection release={release} />
      <Credits release={release} />
      <section aria-label={say('whoGetsWhat')}>
        <Divider title={say('whoGetsWhat')} />
        <Split release={release} />
      </section>
      {(genres.length > 0 || licence) && (
        <p className="meta tags">
          {genres.map((genre) => (
            <Link key={genre} to={{ name: 'browse', genre }} className="tag">
              {genre}
            </Link>
          ))}
          {licence && <span>{`${say('licence')}: ${licence}`}</span>}
        </p>
      )}
    </>
  )
}

/** Copies that are out, and what a listener may do about it. */
function Aside({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const cap = release.editions.find(({ edition }) => edition === release.edition)?.cap ?? 0
  const sold = release.sold === undefined ? '' : say('copiesSold', { count: release.sold })
  return (
    <p className="meta aside">
      <span>
        {[sold, cap > 0 ? say('copiesAtMost', { count: cap }) : ''].filter(Boolean).join(', ')}
      </span>
      <ReportOrHide release={release} />
    </p>
  )
}

const FORMATS: Partial<Record<string, string>> = {
  'audio/flac': 'FLAC',
  'audio/mpeg': 'MP3',
  'audio/wav': 'WAV',
  'audio/ogg': 'Ogg',
}

const formatOf = (mime: string): string => FORMATS[mime] ?? mime.replace('audio/', '').toUpperCase()

/** What is heard here, and what a buyer gets where that is something else. */
function formatsOf({ tracks }: ReleaseView, say: Say): string {
  const names = (mimes: readonly string[]) => [...new Set(mimes.map(formatOf))].join(', ')
  const heard = names(tracks.map(({ mime }) => mime))
  const bought = names(tracks.flatMap(({ master }) => master?.mime ?? []))
  return bought === '' || bought === heard ? heard : say('heardAndBought', { heard, bought })
}
