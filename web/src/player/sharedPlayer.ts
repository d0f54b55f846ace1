/** One player for all tabs, as the parts of a page use it: here, or where it sounds now. */
import type { Player } from './player.ts'

/** Set while another tab sounds: does there what was asked for here. */
export interface Elsewhere {
  tell?: ((command: keyof Player, args: unknown[]) => void) | undefined
}

export const sharedPlayer = (own: Player, elsewhere: Elsewhere): Player =>
  new Proxy(own, {
    get(_own, name: keyof Player) {
      const part: unknown = Reflect.get(own, name)
      if (typeof part !== 'function') return part
      return (...args: unknown[]): unknown =>
        elsewhere.tell ? elsewhere.tell(name, args) : Reflect.apply(part, own, args)
    },
  })
