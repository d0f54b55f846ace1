/** All that is kept, to a file and from one. */
import { useRef, useState } from 'react'
import { useShop } from '../shop/shop.tsx'
import { useWords } from '../words/words.tsx'

export function InAndOut() {
  const { say } = useWords()
  const shop = useShop()
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const save = () => {
    if (!shop) return
    const url = URL.createObjectURL(shop.keeping.exported())
    const link = Object.assign(document.createElement('a'), { href: url, download: 'megabox.json' })
    link.click()
    URL.revokeObjectURL(url)
  }
  const read = async (file: File | undefined) => {
    if (!file || !shop) return
    const isOurs = await shop.keeping.import(file)
    setProblem(isOurs ? '' : say('importFailed'))
    if (isOurs) shop.toast(say('imported'))
  }
  return (
    <div className="in-and-out">
      <button type="button" className="button" onClick={save}>
        {say('exportAll')}
      </button>
      <button type="button" className="button" onClick={() => field.current?.click()}>
        {say('importAll')}
      </button>
      <input
        ref={field}
        type="file"
        accept="application/json"
        hidden
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
