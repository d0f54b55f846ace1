/** The first HTML of a page, as the node serves it: the same components, before any script runs. */
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import type { PageDocument } from '../../node/index.ts'
import { App } from './app.tsx'
import { EmbedPage } from './embed/embedPage.tsx'
import { embedHead, headOf } from './head/head.ts'
import { data } from './head/tags.ts'
import { parseRoute } from './route.ts'
import { english } from './words/english.ts'
import { french } from './words/french.ts'
import { languageOf, learnLanguage, type Language } from './words/say.ts'
import { Speaking } from './words/words.tsx'

learnLanguage('en', english)
learnLanguage('fr', french)

const HEAD = /<!--head-->.*?<!--\/head-->/s
const ROOT = '<!--shop-->'

/** The built index.html and embed.html. */
export interface Templates {
  page: string
  embed: string
}

export function render(templates: Templates, page: PageDocument): string {
  const language = languageOf(page.languages)
  return page.view.name === 'embed'
    ? renderEmbed(templates.embed, page, language)
    : renderPage(templates.page, page, language)
}

function renderPage(template: string, page: PageDocument, language: Language): string {
  const shown = { route: parseRoute(page.path), view: page.view, state: 'here' } as const
  const root = renderToString(
    <Speaking language={language} speak={() => undefined}>
      <App shown={shown} playMoney={page.playMoney} />
    </Speaking>,
  )
  return template
    .replace('lang="en"', () => `lang="${language}"`)
    .replace(HEAD, () => headOf(page, language))
    .replace(ROOT, () => root)
    .replace('<!--data-->', () => data('application/json', page, 'page'))
}

/** Nothing is taken over there: its script is small and knows no React. */
function renderEmbed(template: string, page: PageDocument, language: Language): string {
  const release = page.view.name === 'embed' ? page.view.release : null
  const body = renderToStaticMarkup(
    <Speaking language={language} speak={() => undefined}>
      <EmbedPage release={release} base={page.base} playMoney={page.playMoney} />
    </Speaking>,
  )
  return template
    .replace('lang="en"', () => `lang="${language}"`)
    .replace(HEAD, () => embedHead(page, language))
    .replace(ROOT, () => body)
}
