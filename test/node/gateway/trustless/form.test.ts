import assert from 'node:assert/strict'
import { UsageError } from '../../../../node/domain/errors.ts'
import { NotAcceptableError } from '../../../../node/gateway/errors.ts'
import { formIfAsked, formOf } from '../../../../node/gateway/trustless/form.ts'

const RAW = 'application/vnd.ipld.raw'
const CAR = 'application/vnd.ipld.car'

const asking = (query: string, accept?: string) =>
  new Request(`http://peer/ipfs/x${query}`, { headers: accept === undefined ? {} : { accept } })

/** `raw`, `car` or `car y`. */
const told = (form?: { kind: string; dups: boolean }) => form && form.kind + (form.dups ? ' y' : '')
const only = (query: string, accept?: string) => told(formOf(asking(query, accept)))
const either = (query: string, accept?: string) => told(formIfAsked(asking(query, accept)))

describe('trustless form', () => {
  it('goes by the address before the header', () => {
    for (const choose of [only, either]) {
      assert.equal(choose('?format=raw'), 'raw')
      assert.equal(choose('?format=car'), 'car')
      assert.equal(choose('?format=car', RAW), 'car')
      assert.equal(choose('?format=raw', `${CAR}; dups=y`), 'raw')
      assert.equal(choose('?format=car', 'text/html'), 'car')
    }
  })

  it('goes by the header alone, in any case and with any spaces', () => {
    for (const choose of [only, either]) {
      assert.equal(choose('', RAW), 'raw')
      assert.equal(choose('', CAR), 'car')
      assert.equal(choose('', 'Application/VND.ipld.car ;Version=1 ; ORDER="dfs";dups=y'), 'car y')
    }
  })

  it('takes what is liked best, and of equals what is named first', () => {
    for (const choose of [only, either]) {
      assert.equal(choose('', `${RAW};q=0.5, ${CAR}`), 'car')
      assert.equal(choose('', `${RAW}, ${CAR}`), 'raw')
      assert.equal(choose('', `${CAR};order=foo, ${CAR};order=dfs;dups=y;q=0.5`), 'car y')
      assert.equal(choose('', `${CAR};q=0, ${RAW};q=0.1`), 'raw')
      assert.equal(choose('', `${RAW};q=nonsense, ${CAR};q=0.1`), 'car')
    }
  })

  it('puts the words for a CAR in the address before those in the header', () => {
    assert.equal(only('?format=car', `${CAR}; order=dfs; dups=y`), 'car y')
    assert.equal(only('?format=car&car-dups=y', `${CAR}; dups=n`), 'car y')
    assert.equal(only('?format=car&car-dups=n', `${CAR}; dups=y`), 'car')
    assert.equal(only('?format=car&car-order=dfs', `${CAR}; order=foo`), 'car')
    assert.equal(only('?car-version=1&car-order=unk', `${CAR}; version=2`), 'car')
  })

  it('takes an empty parameter for none', () => {
    assert.equal(only('', `${CAR}; order=; dups=`), 'car')
  })

  it('refuses forms and variants that it has not', () => {
    for (const choose of [only, either]) {
      for (const format of ['tar', 'dag-json', 'dag-cbor', 'json', 'ipns-record', 'RAW', '']) {
        assert.throws(() => choose(`?format=${format}`), NotAcceptableError, format)
      }
      for (const params of ['version=2', 'order=foo', 'dups=maybe']) {
        assert.throws(() => choose('', `${CAR};${params}`), NotAcceptableError, params)
        assert.throws(() => choose('?format=car', `${CAR};${params}`), NotAcceptableError, params)
      }
      for (const words of ['car-version=2', 'car-order=foo', 'car-dups=maybe', 'car-dups=']) {
        assert.throws(() => choose(`?format=car&${words}`), UsageError, words)
        assert.throws(() => choose(`?${words}`, CAR), UsageError, words)
      }
    }
    assert.equal(only('?format=raw&car-dups=maybe'), 'raw')
  })

  it('asks back where nothing is named and there is nothing else to give', () => {
    for (const accept of [undefined, '', '*/*', 'text/html, */*;q=0.8', 'application/*']) {
      assert.throws(() => only('', accept), UsageError, accept)
    }
    for (const accept of ['text/html', 'application/x-tar', `${RAW};q=0`]) {
      const refused = accept.startsWith(RAW) ? UsageError : NotAcceptableError
      assert.throws(() => only('', accept), refused, accept)
    }
  })

  it('leaves whoever would rather have it rendered to that', () => {
    for (const accept of [
      undefined,
      '*/*',
      'text/html, */*;q=0.8',
      'audio/*',
      `text/html, ${RAW};q=0.9`,
      `${CAR};order=foo, */*;q=0.1`,
    ]) {
      assert.equal(either('', accept), undefined, accept)
    }
    assert.equal(either('', `${RAW}, */*;q=0.8`), 'raw')
    assert.equal(either('', `*/*, ${RAW}`), 'raw')
  })

  it('reads no more of a header than anyone means', () => {
    assert.throws(() => only('', `${'text/html,'.repeat(40)}${RAW}`), NotAcceptableError)
  })
})
