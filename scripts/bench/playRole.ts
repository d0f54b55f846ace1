/** The other end of `RoleProcess`: does what its parent asks, and ends when the parent does. */

export interface Question {
  id: number
  method: string
  args: readonly unknown[]
}

export type Answer = { id: number; value: unknown } | { id: number; error: string }

/** `besides`: what any role can do here. */
export function playRole(role: object, besides: object): void {
  process.on('disconnect', () => process.exit())
  process.on('message', (question: Question) => {
    void answer(Reflect.has(besides, question.method) ? besides : role, question).then((said) =>
      process.send?.(said),
    )
  })
  process.send?.({ ready: true })
}

async function answer(role: object, { id, method, args }: Question): Promise<Answer> {
  try {
    const does: unknown = Reflect.get(role, method)
    if (typeof does !== 'function') throw new Error(`no such thing to do: ${method}`)
    return { id, value: (await Reflect.apply(does, role, args)) as unknown }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
