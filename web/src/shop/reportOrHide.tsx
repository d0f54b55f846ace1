/** For a release one does not want to see. */
import { useState } from 'react'
import type { WorkView } from '../../../node/index.ts'
import { later } from '../frame/later.tsx'
import { useWords } from '../words/words.tsx'

const Sheet = later(async () => (await import('./reportSheet.tsx')).ReportSheet, 'part')

export function ReportOrHide({ release }: { release: WorkView }) {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        {say('reportOrHide')}
      </button>
      {isOpen && <Sheet release={release} onClose={() => setOpen(false)} />}
    </>
  )
}
