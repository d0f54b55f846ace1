/** What the other side said is not HTTP as we take it. `status` is how a server names it. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
