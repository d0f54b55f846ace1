/** A newline-delimited JSON answer, line by line as it comes. */
export async function* linesOf<Line>(response: Response): AsyncGenerator<Line> {
  if (!response.body) return
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    // Our own node's API: the caller names the shape.
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line
  }
}
