/**
 * An async generator as a response body. Nothing is read before the client asks for it, so a slow
 * listener costs no memory, and a listener who leaves stops the fetching behind.
 */

/**
 * Waits for the first chunk, so that a file nobody delivers fails while there is still a status
 * line to say it with.
 */
export async function pulled(
  open: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
  { signal }: { signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const gone = new AbortController()
  const source = open(AbortSignal.any([signal, gone.signal]))
  let first: IteratorResult<Uint8Array> | undefined = await source.next()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = first ?? (await source.next())
        first = undefined
        if (step.done) controller.close()
        else controller.enqueue(step.value)
      },
      // Abort first: `return` waits for a pending read, which only the signal can end.
      async cancel(reason) {
        gone.abort(reason)
        await source.return(undefined)
      },
    },
    // 0 rather than the default 1, which would read a chunk ahead of the client.
    { highWaterMark: 0 },
  )
}
