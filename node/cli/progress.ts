/** Progress on stderr: one line that changes on a terminal, a line per finished file elsewhere. */

const MEGABYTE = 1e6

export const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`

export interface Progress {
  update(label: string, done: number, total: number, bytesPerSecond?: number): void
  end(): void
}

export function progressOn(stream: NodeJS.WriteStream, silent = false): Progress {
  if (silent) return { update: () => undefined, end: () => undefined }
  let open = false
  return {
    update(label, done, total, rate) {
      if (!stream.isTTY && done < total) return
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
      const speed = rate === undefined || rate === 0 ? '' : `, ${megabytes(rate)}/s`
      const line = `  ${label}: ${percent} % of ${megabytes(total)}${speed}`
      if (stream.isTTY) stream.write(`\r\u001b[K${line}`)
      else stream.write(`${line}\n`)
      open = stream.isTTY
    },
    end() {
      if (open) stream.write('\r\u001b[K')
      open = false
    },
  }
}
