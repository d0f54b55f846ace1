/** The CID that an address names, in any of its spellings. */
import { CID } from 'multiformats/cid'
import { UsageError } from '../domain/errors.ts'

const MAX_LETTERS = 200

export function parseCid(text: string): CID {
  const cure = 'Take the cid from /api/v1/releases.'
  if (text.length > MAX_LETTERS) throw new UsageError('That is too long for a CID.', cure)
  try {
    return CID.parse(text)
  } catch {
    throw new UsageError(`"${text}" is not a CID.`, cure)
  }
}
