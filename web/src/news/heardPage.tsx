/** A release that this shop was told of and does not list: it can be heard, and nothing is sold. */
import { useEffect, useState } from 'react'
import type { WorkView } from '../../../node/index.ts'
import { AddButton } from '../keeping/addButton.tsx'
import { songsOf } from '../player/song.ts'
import type { Accent } from '../shop/accent.ts'
import { Accented } from '../shop/accented.tsx'
import { ReportOrHide } from '../shop/reportOrHide.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { isOut, useStateOf, WorkDisc } from '../shop/workDisc.tsx'
import { WorkTracks } from '../shop/workTracks.tsx'
import { useWords } from '../words/words.tsx'
import { useUnlisted } from './unlisted.ts'

export function HeardPage({ work }: { work: WorkView }) {
  const { say } = useWords()
  const state = useStateOf(work)
  const [accent, setAccent] = useState<Accent>()
  useOnceListed(work)
  const songs = songsOf(work)
  const { title, artist, artwork } = work
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
          <p className="meta aside">
            <span>{say('notChecked')}</span>
            <ReportOrHide release={work} />
          </p>
        </div>
        <div className="release-main">
          <p className="byline" dir="auto">
            {artist.name}
          </p>
          <h1 className="release-title" dir="auto" tabIndex={-1}>
            {title}
          </h1>
          <div className="lead">
            <WorkDisc work={work} size="large" />
            <AddButton songs={songs} title={title} />
          </div>
          <p className="meta facts">{say('heardWhy')}</p>
          <WorkTracks work={work} />
        </div>
      </article>
    </Accented>
  )
}

/** Then the shop's own page takes its place. */
function useOnceListed(work: WorkView): void {
  const [works] = useState(() => [work])
  const [wasUnlisted, setUnlisted] = useState(false)
  const isUnlisted = useUnlisted(works).length > 0
  useEffect(() => {
    if (isUnlisted) setUnlisted(true)
    else if (wasUnlisted) dispatchEvent(new Event('megabox:go'))
  }, [isUnlisted, wasUnlisted])
}
