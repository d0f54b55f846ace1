/** Something that changes and can be watched; `useStore` shows it in React. */
import { useSyncExternalStore } from 'react'

export class Store<Value> {
  /** What it was at first, which is what the node has drawn. */
  readonly first: Value
  #value: Value
  readonly #watchers = new Set<() => void>()

  constructor(value: Value) {
    this.first = value
    this.#value = value
  }

  get value(): Value {
    return this.#value
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const watcher of [...this.#watchers]) watcher()
  }

  patch(part: Partial<Value>): void {
    this.set({ ...this.#value, ...part })
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }
}

export function useStore<Value>(store: Store<Value>): Value {
  return useSyncExternalStore(
    store.watch,
    () => store.value,
    () => store.first,
  )
}
