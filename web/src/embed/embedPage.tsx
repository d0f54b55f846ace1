/**
 * The light player that other pages show in a frame, drawn once by the node. Its script (main.ts)
 * knows no words: each it may need stands here, in the listener's language.
 */
import type { ReleaseView, TrackView } from '../../../node/index.ts'
import { fileAt } from '../shop/shop.tsx'
import { offerOf } from '../shop/price.ts'
import { clock, money } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'

export function EmbedPage(props: {
  release: ReleaseView | null
  base: string
  playMoney: boolean
}) {
  const { release, base, playMoney } = props
  const { say } = useWords()
  if (!release) {
    return (
      <main className="nothing">
        <p>{say('unknownRelease')}</p>
        <Out href={`${base}/`}>{say('backToShop')}</Out>
      </main>
    )
  }
  const { title, artist, artwork } = release
  const page = `${base}/release/${release.release}`
  return (
    <main
      className="player"
      aria-label={say('player')}
      data-state="idle"
      data-time={say('timeOf', { at: '{at}', total: '{total}' })}
      data-checked={say('embedChecked')}
      data-unchecked={say('embedUnchecked')}
      data-failed={say('embedFailed')}
    >
      <a className="cover" href={page} target="_blank" rel="noopener" tabIndex={-1} aria-hidden>
        <img
          src={artwork ? fileAt(artwork.cid) : `/release/${release.release}/sleeve.png`}
          alt=""
          width={96}
          height={96}
        />
      </a>
      <div className="what">
        <h1 dir="auto">
          <Out href={page}>{title}</Out>
        </h1>
        <p className="by">
          <span className="now" dir="auto" hidden />
          <bdi>{artist.name}</bdi>
        </p>
      </div>
      <PlayButton title={title} />
      <Price release={release} page={page} playMoney={playMoney} />
      <div className="rail">
        <input type="range" min={0} max={1} step="any" disabled aria-label={say('position')} />
        <span className="time" aria-hidden="true" />
      </div>
      <ol className="songs" aria-label={say('tracks')}>
        {release.tracks.map((track, i) => (
          <Song key={`${i} ${track.cid}`} track={track} />
        ))}
      </ol>
      <p className="word" role="status" />
    </main>
  )
}

/** Hidden until there is a script to press it for. */
function PlayButton({ title }: { title: string }) {
  const { say } = useWords()
  const play = say('playSong', { title })
  return (
    <button
      type="button"
      className="play"
      aria-label={play}
      data-play={play}
      data-pause={say('pauseSong', { title })}
      hidden
    >
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path className="glyph-play" d="M7 4.5v15l13-7.5z" />
        <path className="glyph-pause" d="M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z" />
      </svg>
    </button>
  )
}

/** The only way to pay is the release's own page, which no frame can hold. Play money is no price. */
function Price(props: { release: ReleaseView; page: string; playMoney: boolean }) {
  const { release, page, playMoney } = props
  const { say, language } = useWords()
  const { money: costs, units, currency } = offerOf(release, say, language)
  if (!costs || playMoney) {
    return (
      <p className="buy">
        <Out href={page}>{say('embedOpen')}</Out>
      </p>
    )
  }
  const price = money(units, currency, language)
  const [long, short] =
    units === '0'
      ? [say('buyNameYourPrice'), say('buyNameYourPrice')]
      : [say('buyFrom', { price }), say('from', { price })]
  return (
    <p className="buy">
      <a
        className="sticker"
        href={page}
        target="_blank"
        rel="noopener"
        aria-label={`${long} (${say('opensNewTab')})`}
      >
        <span className="long">{long}</span>
        <span className="short">{short}</span>
      </a>
    </p>
  )
}

function Song({ track }: { track: TrackView }) {
  const { say } = useWords()
  const { title, cid, durationMs, extent } = track
  return (
    <li>
      <button
        type="button"
        data-cid={cid}
        data-seconds={durationMs / 1000}
        data-title={title}
        disabled
      >
        <span className="name" dir="auto">
          {title}
        </span>
        {extent === 'preview' && <span className="note">{say('extract')}</span>}
        <span className="length">{clock(durationMs)}</span>
      </button>
    </li>
  )
}

function Out({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener">
      {children}
      <NewTab />
    </a>
  )
}

function NewTab() {
  const { say } = useWords()
  return <span className="unseen">{` (${say('opensNewTab')})`}</span>
}
