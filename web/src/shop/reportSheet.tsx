/**
 * What to do about a release one does not want to see. Nobody can take it down for everybody, so the
 * sheet says what can be done: hide it here, or tell whoever runs this shop.
 */
import { useEffect, useRef } from 'react'
import type { WorkView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { useShop } from './shop.tsx'

export function ReportSheet({ release, onClose }: { release: WorkView; onClose: () => void }) {
  const { say } = useWords()
  const shop = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => dialog.current?.close()
  const hide = () => {
    shop?.keeping.hide(release.release)
    shop?.toast(say('hidden'), () => shop.keeping.show(release.release))
    close()
  }
  const copy = async () => {
    await navigator.clipboard.writeText(reportOf(release))
    shop?.toast(say('reportCopied'))
    close()
  }
  return (
    <dialog ref={dialog} className="sheet" aria-label={say('reportOrHide')} onClose={onClose}>
      <h2 className="sheet-title">{say('reportOrHide')}</h2>
      <p>{say('hideWhy')}</p>
      <p>
        <button type="button" className="button" onClick={hide}>
          {say('hide')}
        </button>
      </p>
      <p>{say('reportWhy')}</p>
      <p className="choices">
        <button type="button" className="button" onClick={() => void copy()}>
          {say('copyReport')}
        </button>
        <button type="button" className="text-button" onClick={close}>
          {say('close')}
        </button>
      </p>
    </dialog>
  )
}

/** All that its reader needs to find it; the reason is the listener's to write. */
const reportOf = ({ title, artist, release, manifest }: WorkView): string =>
  [`${title}, ${artist.name}`, location.href, release, artist.wallet, manifest, ''].join('\n')
