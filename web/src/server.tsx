/** The first HTML of a page, as the node serves it: the same components, before any script runs. */
import { renderToString } from 'react-dom/server'
import type { PageDocument } from '../../node/index.ts'
import { App } from './app.tsx'
import { parseRoute } from './route.ts'
import { english } from './words/english.ts'
import { french } from './words/french.ts'
import { languageOf, learnLanguage, sayIn, type Language } from './words/say.ts'
import { Speaking } from './words/words.tsx'

learnLanguage('en', english)
learnLanguage('fr', french)

const HEAD = '<!--head-->'
const ROOT = '<!--shop-->'

/** `template` is the built index.html. */
export function render(template: string, page: PageDocument): string {
  const language = languageOf(page.languages)
  const shown = { route: parseRoute(page.path), view: page.view, state: 'here' } as const
  const root = renderToString(
    <Speaking language={language} speak={() => undefined}>
      <App shown={shown} playMoney={page.playMoney} />
    </Speaking>,
  )
  // As data: the policy lets no script stand in the page. "<" would end its element.
  const data = JSON.stringify(page).replaceAll('<', String.raw`\u003c`)
  return template
    .replace('lang="en"', () => `lang="${language}"`)
    .replace(HEAD, () => headOf(page, language))
    .replace(ROOT, () => root)
    .replace('<!--data-->', () => `<script type="application/json" id="page">${data}</script>`)
}

function headOf({ view }: PageDocument, language: Language): string {
  const title = titleOf(view)
  const name = sayIn(language)('appName')
  return `<base href="/"><title>${escaped(title ? `${title} · ${name}` : name)}</title>`
}

function titleOf(view: PageDocument['view']): string {
  if (view.name === 'search') return view.query
  if (view.name !== 'release' || !view.release) return ''
  return `${view.release.title}, ${view.release.artist.name}`
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
