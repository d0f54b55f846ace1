/** What a bad song is told: its name, what is wrong, and what to do. */
import assert from 'node:assert/strict'
import { UnusableFileError } from '../../../node/domain/errors.ts'
import type { SourceFile } from '../../../node/domain/ports.ts'
import { createAudio } from '../../../node/ingest/probe.ts'

/** Probing refuses `file` by name, for a reason that reads like this. */
export async function refuses(file: SourceFile, reason: RegExp): Promise<void> {
  await assert.rejects(createAudio().probe(file), (error: unknown) => {
    assert.ok(error instanceof UnusableFileError, String(error))
    assert.equal(error.file, file.path)
    assert.ok(error.message.includes(`"${file.path}"`))
    assert.match(error.reason, reason)
    assert.match(error.cure, /\w+\.$/)
    return true
  })
}
