import assert from 'node:assert/strict'
import { linesOf } from '../../../node/cli/lines.ts'

const answer = (...chunks: Uint8Array[]) =>
  new Response(
    new ReadableStream({
      start: (stream) => {
        for (const chunk of chunks) stream.enqueue(chunk)
        stream.close()
      },
    }),
  )

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('an answer in lines', () => {
  it('is whole wherever the wire cut it, also inside a letter', async () => {
    const bytes = new TextEncoder().encode('{"a":"Ørkester"}\n\n{"b":2}\n')
    for (let cut = 0; cut <= bytes.length; cut++) {
      const lines = linesOf(answer(bytes.subarray(0, cut), bytes.subarray(cut)))
      assert.deepEqual(await all(lines), [{ a: 'Ørkester' }, { b: 2 }])
    }
  })

  it('ends with its last whole line when the node stopped in the middle', async () => {
    const bytes = new TextEncoder().encode('{"a":1}\n{"b":')
    assert.deepEqual(await all(linesOf(answer(bytes))), [{ a: 1 }])
  })

  it('is none where there is no body', async () => {
    assert.deepEqual(await all(linesOf(new Response(null))), [])
  })
})
