/**
 * anvil begins with a block 0 of its own before it loads a state, and dumps both. Which of the two is
 * block 0 after the next load is then a matter of chance, and the chain could be another one.
 */
import * as v from 'valibot'

const State = v.looseObject({
  blocks: v.array(
    v.looseObject({ header: v.looseObject({ number: v.string(), timestamp: v.string() }) }),
  ),
})

/** The state without them: the first block 0 is the chain's. Unchanged where there is but one, or none. */
export function withOneGenesis(text: string): string {
  const state = parsed(text)
  if (!state) return text
  const firsts = state.blocks.filter(isFirst)
  if (firsts.length < 2) return text
  const genesis = firsts.reduce((one, other) => (timeOf(other) < timeOf(one) ? other : one))
  const blocks = state.blocks.filter((block) => block === genesis || !isFirst(block))
  return JSON.stringify({ ...state, blocks })
}

type Block = v.InferOutput<typeof State>['blocks'][number]

const isFirst = ({ header }: Block): boolean => Number(header.number) === 0
const timeOf = ({ header }: Block): number => Number(header.timestamp)

/** Whether it is a state at all is for anvil to say. */
function parsed(text: string): v.InferOutput<typeof State> | undefined {
  try {
    const { success, output } = v.safeParse(State, JSON.parse(text))
    return success ? output : undefined
  } catch {
    return undefined
  }
}
