/** Text to take along. Where a browser copies nothing by itself (plain http), it is selected. */
import { useId, useRef, useState } from 'react'
import { useWords } from '../words/words.tsx'

export function CopyField({ label, text }: { label: string; text: string }) {
  const { say } = useWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<{ text: string; done: boolean }>()
  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(text)
      setCopied({ text, done: true })
    } catch {
      setCopied({ text, done: false })
    }
  }
  return (
    <p className="copy-field">
      <label htmlFor={id}>{label}</label>
      <span className="copy-line">
        <input
          ref={field}
          id={id}
          className="field"
          readOnly
          value={text}
          onFocus={({ target }) => target.select()}
        />
        <button
          type="button"
          className="button"
          aria-label={`${say('copy')}: ${label}`}
          onClick={() => void copy()}
        >
          {say('copy')}
        </button>
      </span>
      <span className="meta" role="status">
        {copied?.text === text && say(copied.done ? 'copied' : 'copyByHand')}
      </span>
    </p>
  )
}
