/** What stands in the search field now: shown at once, asked of shops only after a pause. */
import { Store } from '../store.ts'

export const typed = new Store('')
