import { expect } from 'chai'
import fc from 'fast-check'
import { html } from '../../../node/gateway/html.ts'

describe('gateway html', () => {
  it('escapes what it is given and keeps what it made', () => {
    const inner = html`<b>${'<&>'}</b>`
    expect(html`<p title="${'"\''}">${inner}${[inner]}${undefined}${7}</p>`.html).to.equal(
      '<p title="&quot;&#39;"><b>&lt;&amp;&gt;</b><b>&lt;&amp;&gt;</b>7</p>',
    )
  })

  it('lets no text become markup or leave its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = html`<i a="${text}">${text}</i>`.html
        const [, attribute = '', content = ''] = /^<i a="([^]*)">([^]*)<\/i>$/.exec(made) ?? []
        expect(attribute).to.equal(content)
        expect(content).to.not.match(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })
})
