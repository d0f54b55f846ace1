import assert from 'node:assert/strict'
import { fromSystem, NoAccessError } from '../../../node/daemon/errors.ts'
import { DiskFullError, UsageError } from '../../../node/domain/errors.ts'

const failure = (code: string, message = code, options?: ErrorOptions) =>
  Object.assign(new Error(message, options), { code })

describe('what the operating system says', () => {
  it('is a full disk however deep a store has wrapped it, and names the place', () => {
    const deep = new Error('Database failed to open', {
      cause: failure('LEVEL_IO_ERROR', 'IO error: /d/000005.log: No space left on device'),
    })
    for (const error of [
      failure('ENOSPC'),
      failure('EDQUOT'),
      deep,
      failure('ERR_SQLITE_ERROR', 'database or disk is full'),
    ]) {
      const named = fromSystem(error, '/music')
      assert.ok(named instanceof DiskFullError)
      assert.match(named.message, /\/music/)
      assert.equal(named.cause, error)
    }
  })

  it('is a place that may not be written', () => {
    for (const code of ['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EEXIST']) {
      assert.ok(fromSystem(failure(code), '/music') instanceof NoAccessError, code)
    }
  })

  it('stays as it is when it was said in our words, or is something else', () => {
    const ours = new UsageError('a', 'b', { cause: failure('ENOSPC') })
    const other = failure('EMFILE')
    assert.equal(fromSystem(ours, '/music'), ours)
    assert.equal(fromSystem(other, '/music'), other)
    assert.equal(fromSystem('text', '/music'), 'text')
  })
})
