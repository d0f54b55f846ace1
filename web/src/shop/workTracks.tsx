/** The songs of a release, as its artist numbered them. */
import type { WorkView } from '../../../node/index.ts'
import { AddButton } from '../keeping/addButton.tsx'
import { songsOf } from '../player/song.ts'
import { useWords } from '../words/words.tsx'
import { TrackList } from './trackList.tsx'

export function WorkTracks({ work }: { work: WorkView }) {
  const { say } = useWords()
  return (
    <TrackList
      label={say('tracks')}
      actions={({ song }) => <AddButton songs={[song]} title={song.title} />}
      rows={songsOf(work).map((song, i) => ({
        song,
        number: work.tracks[i]?.number ?? i + 1,
        explicit: work.tracks[i]?.explicit,
      }))}
    />
  )
}
