import assert from 'node:assert/strict'
import {
  errorBody,
  RemoteError,
  SoldOutError,
  UnreachableError,
  UnusableFileError,
  UsageError,
} from '../../../node/domain/errors.ts'

describe('errors', () => {
  it('leave with the name of their class, what happened and what to do', () => {
    const error = new UsageError('"x" is no amount.', 'Write it like 0.01.')
    assert.deepEqual(errorBody(error), {
      error: { code: 'UsageError', message: '"x" is no amount.', cure: 'Write it like 0.01.' },
    })
  })

  it('keep their code, message and cure across a wire', () => {
    for (const error of [
      new SoldOutError('0x12'),
      new UnreachableError('bafy'),
      new UnusableFileError('a.wav', 'is cut short', 'Copy it again.'),
    ]) {
      const body = errorBody(error)
      const remote = new RemoteError(body)
      assert.equal(remote.name, error.name)
      assert.deepEqual(errorBody(remote), body)
    }
  })

  it('tell of what nobody expected its first line only, and no cause or stack', () => {
    const secret = new Error('one\nat /home/ada/secret', { cause: new Error('key 0x12') })
    const { error } = errorBody(secret)
    assert.deepEqual([error.code, error.message], ['UnexpectedError', 'one'])
    assert.doesNotMatch(JSON.stringify(error), /secret|0x12/)
    assert.equal(errorBody('thrown\ntext').error.message, 'thrown')
    assert.equal(errorBody(undefined).error.message, 'undefined')
  })

  it('keep the cause for whoever looks for it', () => {
    const cause = new Error('socket')
    assert.equal(new UnreachableError('bafy', { cause }).cause, cause)
  })
})
