/** One line of the table. Gas of whole transactions. */
export interface Row {
  who: string
  /** Putting one edition on sale, where all that can be shared by many is there already. */
  create?: number
  /** A copy for somebody who has none, of an edition others have bought. */
  first?: number
  /** Another one for the same buyer. */
  again?: number
  /** When the artist has his money. */
  paid: string
}

/** A sale wholly paid out among so many. */
export interface Shared {
  who: string
  among: Record<number, number>
  note: string
}
